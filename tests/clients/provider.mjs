// Three real providers of identity: one as the standard says, one as ProConnect and one as FranceConnect narrow it.
// `node provider.mjs <address of the server> <secret>` prints their issuers. `POST /control` says who signs in, and how
// what the provider answers is forged.
import { createServer } from "node:http"
import { createHmac } from "node:crypto"
import * as jose from "jose"
import { Provider } from "oidc-provider"

const [server, secret] = process.argv.slice(2)
const state = { person: null, forge: {}, asked: [] }
const TWO_FACTORS = "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"
const STRICT = ["response_type", "client_id", "redirect_uri", "scope", "claims", "state", "nonce", "prompt", "idp_hint", "acr_values"]
const KINDS = {
  standard: { alg: "RS256", auth: "client_secret_basic", prefix: "" },
  proconnect: {
    alg: "ES256", auth: "client_secret_post", prefix: "/api/v2", signed: true,
    refuses: q => [...q.keys()].some(name => ![...STRICT, "login_hint", "code_challenge", "code_challenge_method"].includes(name)) ||
      q.get("state").length < 32 || q.get("nonce").length < 32,
  },
  franceconnect: {
    alg: "ES256", auth: "client_secret_post", prefix: "/api/v2",
    refuses: q => [...q.keys()].some(name => !STRICT.includes(name)) || !/^[a-zA-Z0-9]{64}$/.test(q.get("nonce")) ||
      !/^[a-zA-Z0-9]{32,}$/.test(q.get("state")) || q.get("acr_values") !== "eidas1",
  },
}

async function keyOf(alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { ...(await jose.exportJWK(privateKey)), kid: `key of ${alg}`, alg, use: "sig" }
}

async function forged(token, change, key, stranger) {
  const claims = { ...jose.decodeJwt(token), ...change.claims }
  for (const name of change.without ?? []) delete claims[name]
  const header = { ...jose.decodeProtectedHeader(token), ...change.header }
  const body = `${jose.base64url.encode(JSON.stringify(header))}.${jose.base64url.encode(JSON.stringify(claims))}`
  const hmac = password => `${body}.${createHmac("sha256", password).update(body).digest("base64url")}`
  if (change.sign === "none") return `${body}.`
  if (change.sign === "secret") return hmac(secret)
  if (change.sign === "public key") return hmac(await jose.exportSPKI(await jose.importJWK({ ...key, d: undefined, key_ops: undefined }, key.alg, { extractable: true })))
  if (change.sign === "kept") return token.replace(/^[^.]*\.[^.]*/, body)
  const signer = await jose.importJWK(change.sign === "stranger" ? stranger : key, header.alg)
  return new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader(header).sign(signer)
}

async function open(name, { alg, auth, prefix, signed, refuses }) {
  const http = createServer((request, response) => handle(request, response))
  await new Promise(resolve => http.listen(0, "127.0.0.1", resolve))
  const origin = `http://127.0.0.1:${http.address().port}`
  const key = await keyOf(alg), stranger = await keyOf(alg)
  const routes = { authorization: "authorize", token: "token", userinfo: "userinfo", jwks: "jwks", end_session: "session/end" }
  const provider = new Provider(`${origin}${prefix}`, {
    acrValues: ["eidas1", "eidas2", TWO_FACTORS],
    claims: { openid: ["sub"], email: ["email", "email_verified"], acr: null, auth_time: null },
    clients: [{
      client_id: name, client_secret: secret, redirect_uris: [`${server}/connect/${name}`],
      post_logout_redirect_uris: [`${server}/signed-out`], token_endpoint_auth_method: auth,
      id_token_signed_response_alg: alg, ...(signed && { userinfo_signed_response_alg: alg }),
    }],
    conformIdTokenClaims: true,
    cookies: { keys: ["for tests"] },
    features: {
      claimsParameter: { enabled: true }, devInteractions: { enabled: false }, jwtUserinfo: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    findAccount: async (_, sub) => ({ accountId: sub, claims: async () => ({ ...state.person, sub }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [key] },
    loadExistingGrant: async ctx => {
      const grant = new provider.Grant({ clientId: name, accountId: ctx.oidc.session.accountId })
      grant.addOIDCScope(ctx.oidc.params.scope)
      grant.addOIDCClaims(["acr", "auth_time", "email", "email_verified"])
      await grant.save()
      return grant
    },
    pkce: { required: () => false },
    routes: Object.fromEntries(Object.entries(routes).map(([route, path]) => [route, `${prefix}/${path}`])),
  })
  provider.use(async (ctx, next) => {
    await next()
    const route = ctx.oidc?.route, { id_token: idToken, userinfo, plain, discovery } = state.forge
    if (route === "token" && ctx.body?.id_token && idToken) ctx.body.id_token = await forged(ctx.body.id_token, idToken, key, stranger)
    if (route === "userinfo" && userinfo) ctx.body = signed ? await forged(ctx.body, userinfo, key, stranger) : { ...ctx.body, ...userinfo.claims }
    if (route === "userinfo" && plain) ctx.body = jose.decodeJwt(ctx.body)
    if (route === "discovery") ctx.body = { ...ctx.body, ...discovery }
  })
  const callback = provider.callback()
  async function handle(request, response) {
    const url = new URL(request.url, origin)
    if (url.pathname === "/control") {
      let text = ""
      for await (const chunk of request) text += chunk
      const asked = state.asked
      Object.assign(state, { forge: {}, asked: [] }, JSON.parse(text))
      response.end(JSON.stringify(asked))
    } else if (url.pathname.startsWith("/interaction/")) {
      const { acr, auth_time: ts, sub } = state.person ?? {}
      const result = sub ? { login: { accountId: sub, ...(acr && { acr }), ...(ts && { ts }) } } : { error: "access_denied" }
      await provider.interactionFinished(request, response, result)
    } else {
      if (url.pathname === `${prefix}/authorize`) {
        state.asked.push(Object.fromEntries(url.searchParams))
        if (refuses?.(url.searchParams)) return response.writeHead(400).end("Y000400")
      }
      if (url.pathname === `${prefix}/.well-known/openid-configuration`) request.url = "/.well-known/openid-configuration"
      callback(request, response)
    }
  }
  return [name, `${origin}${prefix}`]
}

const issuers = await Promise.all(Object.entries(KINDS).map(([name, kind]) => open(name, kind)))
console.log(`READY ${JSON.stringify(Object.fromEntries(issuers))}`)
