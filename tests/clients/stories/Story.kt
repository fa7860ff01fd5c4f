// The story of a phone, by the client that openapi-generator makes for Kotlin with Retrofit and Gson.
// java … StoryKt <server> <folder of its mails> <photo> <community> <invitation>; prints what it saw, as JSON.

import com.google.gson.Gson
import java.io.File
import java.lang.reflect.Type
import java.security.MessageDigest
import java.util.UUID
import kotlin.random.Random
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.RequestBody
import okhttp3.RequestBody.Companion.asRequestBody
import org.openapitools.client.apis.*
import org.openapitools.client.infrastructure.ApiClient
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.infrastructure.registerTypeAdapterFactoryForAllModels
import org.openapitools.client.models.*
import retrofit2.Call
import retrofit2.Converter
import retrofit2.Response
import retrofit2.Retrofit
import retrofit2.converter.gson.GsonConverterFactory
import retrofit2.converter.scalars.ScalarsConverterFactory

/** A file goes as its bytes: Retrofit has to be told. */
object Files : Converter.Factory() {
    override fun requestBodyConverter(
        type: Type, annotations: Array<out Annotation>, methods: Array<out Annotation>, retrofit: Retrofit,
    ): Converter<*, RequestBody>? =
        if (type == File::class.java) {
            Converter<File, RequestBody> { it.asRequestBody("application/octet-stream".toMediaType()) }
        } else {
            null
        }
}

fun client(server: String) = ApiClient(
    baseUrl = server,
    converterFactories = listOf(
        Files,
        ScalarsConverterFactory.create(),
        GsonConverterFactory.create(registerTypeAdapterFactoryForAllModels(Serializer.gsonBuilder).create()),
    ),
)

fun <T> Call<T>.sent(): Response<T> = execute().also { check(it.isSuccessful) { "${it.code()} ${it.errorBody()?.string()}" } }

fun <T> Call<T>.body(): T = sent().body()!!

fun <T> until(ask: () -> T?): T {
    repeat(400) {
        ask()?.let { return it }
        Thread.sleep(50)
    }
    error("waited in vain")
}

fun uuid7() = UUID(
    (System.currentTimeMillis() shl 16) or 0x7000L or Random.nextLong(0x1000),
    (Random.nextLong() ushr 2) or Long.MIN_VALUE,
)

fun codeFor(email: String, mails: File) = until {
    mails.listFiles { file -> file.name.endsWith(".eml") }?.map { it.readText() }?.find { email in it }?.let {
        Regex("^Subject:.*?\\b(\\d{6})\\b", RegexOption.MULTILINE).find(it)?.groupValues?.get(1)
    }
}

fun main(arguments: Array<String>) {
    val (server, mails, file, community, invitation) = arguments
    val photo = File(file)
    val email = "kotlin-${uuid7()}@example.org"
    val (mediaId, experienceId, journalId) = List(3) { uuid7() }
    val seen = linkedMapOf<String, Any?>()

    val sessions = client(server).createService(SessionsApi::class.java)
    sessions.sendCode(CodeRequest(email)).body()
    val code = codeFor(email, File(mails))
    val tokens = sessions.createSession(SessionCreate(email = email, code = code, deviceName = "Kotlin")).body()
    seen["session"] = tokens.tokenType.value
    val api = client(server).addAuthorization("bearer", org.openapitools.client.auth.HttpBearerAuth("bearer", tokens.accessToken))

    val me = api.createService(MeApi::class.java)
    val etag = me.getMe().sent().headers()["etag"]
    seen["name"] = me.patchMe(UserPatch(displayName = "Inès", birthYear = 2000), etag).body().displayName
    seen["membership"] = api.createService(CommunitiesApi::class.java)
        .putOwnMembership(UUID.fromString(community), MembershipPut(invitation = invitation)).body().state.value

    val digest = MessageDigest.getInstance("SHA-256").digest(photo.readBytes()).joinToString("") { "%02x".format(it) }
    val medium = SyncDataMedia(
        kind = MediaKind.photo, contentType = "image/jpeg", propertySize = photo.length().toInt(), sha256 = digest, alt = "Un mur",
    )
    val moment = SyncDataExperience(title = "Mon premier mur droit", context = Context.work, media = listOf(mediaId))
    val blocks = listOf(
        Block(TextBlock(TextBlock.Kind.text, "Du froid, et des murs droits.")),
        Block(ExperienceBlock(ExperienceBlock.Kind.experience, experienceId)),
    )
    val journal = SyncDataJournal(title = "Mon stage", blocks = blocks)
    val operations = listOf(
        SyncOperation(SyncOperationMedia(SyncOperationMediaOp.put, SyncOperationMedia.Type.media, mediaId, data = medium)),
        SyncOperation(
            SyncOperationExperience(SyncOperationExperienceOp.put, SyncOperationExperience.Type.experience, experienceId, data = moment),
        ),
        SyncOperation(SyncOperationJournal(SyncOperationJournalOp.put, SyncOperationJournal.Type.journal, journalId, data = journal)),
    )
    val sync = api.createService(SyncApi::class.java)
    seen["batch"] = sync.applyOperations(SyncBatch(operations)).body().results.map { result ->
        when (val kind = result.actualInstance) {
            is SyncResultMedia -> kind.status
            is SyncResultExperience -> kind.status
            is SyncResultJournal -> kind.status
            else -> "$kind"
        }
    }

    val media = api.createService(MediaApi::class.java)
    media.putMediumContent(mediaId, photo).body()
    seen["photo"] = until { media.getMedium(mediaId).body().state.takeIf { it == MediaState.ready } }.value

    val story = api.createService(JournalsApi::class.java).publishJournal(journalId, consenting = Consenting()).body()
    val grant = api.createService(GrantsApi::class.java).createGrant(
        GrantWrite(Purpose.personal, GrantTarget(TargetType.story, story.id), GrantAudience(AudienceType.link)),
    ).body()
    val page = client(server).createService(LinksApi::class.java).getLink(grant.url!!.substringAfterLast("/")).body()
    val shown = page.actualInstance as StoryLinkRead
    seen["link"] = mapOf(
        "kind" to shown.kind.value,
        "blocks" to shown.content.blocks.map { (it.actualInstance as? EditionText)?.kind?.value ?: (it.actualInstance as EditionExperience).kind.value },
    )

    val missions = api.createService(MissionsApi::class.java)
    val mission = until { missions.listMissions(state = MissionsApi.StateListMissions.to_do).body().items.firstOrNull() }
    seen["response"] = missions.putResponse(mission.id, ResponseWrite(experienceId)).body().state.value

    val types = sortedSetOf<String>()
    var cursor: String? = null
    do {
        val changes = sync.listChanges(2, cursor, null).body()
        changes.changes.forEach { types += it.actualInstance!!::class.simpleName!!.removePrefix("SyncChange").lowercase() }
        cursor = changes.nextCursor
    } while (changes.hasMore)
    seen["changes"] = types

    val portraits = api.createService(PortraitsApi::class.java)
    val portraitId = uuid7()
    portraits.putPortrait(portraitId, PortraitWrite(name = "Stage", headline = "Apprentie maçonne")).body()
    seen["portrait"] = portraits.getDraft(portraitId).body().content.sections.map { (it.actualInstance as MomentSection).kind.value }
    println(Gson().toJson(seen))
}
