#!/usr/bin/env bash
# From a photo to a story that anybody can open, as a phone does it: sign in, capture, keep, publish, share.
# Usage: examples/first-story.sh you@example.org photo.heic   (beside a running `make run`)
set -euo pipefail

email=$1 photo=$2
base=${DAYTRIPPER_BASE_URL:-http://127.0.0.1:${DAYTRIPPER_PORT:-8000}}
mails=${DAYTRIPPER_DATA_DIR:-var}/mail

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
id() { python3 -c 'import os,time,uuid; n=(time.time_ns()//10**6<<80)|int.from_bytes(os.urandom(10),"big")
print(uuid.UUID(int=n&~(0xf<<76)&~(3<<62)|7<<76|2<<62))'; }
field() { python3 -c 'import json,sys; print(json.load(sys.stdin)["'"$1"'"])'; }
call() { # method path body…
  curl -sS --fail-with-body -X "$1" "$base$2" -H "Authorization: Bearer ${token:-}" -H 'Content-Type: application/json' "${@:3}"
}

say "1. A code by mail"
call POST /v1/sessions/codes -d "{\"email\": \"$email\"}" >/dev/null
code=
for _ in $(seq 50); do
  mail=$(grep -lsi "^To:.*$email" "$mails"/*.eml | xargs -r ls -t | head -1) || true
  [ -n "$mail" ] && code=$(python3 -c 'import email,email.policy,re,sys
text=email.message_from_file(open(sys.argv[1]),policy=email.policy.default).get_body(("plain",)).get_content()
print(re.search(r"\b\d{6}\b",text)[0])' "$mail") && break
  sleep 0.2
done
echo "$code"
token=$(call POST /v1/sessions -d "{\"email\": \"$email\", \"code\": \"$code\", \"device_name\": \"terminal\"}" | field access_token)
call PATCH /v1/me -d '{"display_name": "Moi", "birth_year": 1990}' >/dev/null # an age, before anything is shown

say "2. The photo, declared, then its bytes"
media=$(id)
case $photo in *.heic|*.HEIC) type=image/heic ;; *.png) type=image/png ;; *.webp) type=image/webp ;; *) type=image/jpeg ;; esac
call PUT "/v1/media/$media" -d "{\"kind\": \"photo\", \"content_type\": \"$type\", \"size\": $(wc -c <"$photo"),
  \"sha256\": \"$(sha256sum "$photo" | cut -d' ' -f1)\", \"alt\": \"Une photo de ma première capture\"}" >/dev/null
curl -sS --fail-with-body -X PUT "$base/v1/media/$media/content" -H "Authorization: Bearer $token" \
  -H "Content-Type: $type" --data-binary "@$photo" >/dev/null
state=processing
while [ "$state" = processing ]; do sleep 0.3; state=$(call GET "/v1/media/$media" | field state); done
echo "$state"

say "3. The moment, and a notebook that tells it"
experience=$(id) journal=$(id)
call PUT "/v1/experiences/$experience" -d "{\"title\": \"Ma première capture\", \"text\": \"Un moment, une photo.\",
  \"lived_at\": \"$(date +%Y-%m-%dT%H:%M:%S%:z)\", \"context\": \"leisure\", \"media\": [\"$media\"]}" >/dev/null
call PUT "/v1/journals/$journal" -d "{\"title\": \"Mon premier carnet\", \"language\": \"fr\",
  \"blocks\": [{\"kind\": \"experience\", \"experience_id\": \"$experience\"}]}" >/dev/null

say "4. Published, and shared by a link"
story=$(call PUT "/v1/journals/$journal/publication" -d '{}' | field id)
call POST /v1/grants -d "{\"target\": {\"type\": \"story\", \"id\": \"$story\"}, \"audience\": {\"type\": \"link\"},
  \"purpose\": \"personal\", \"label\": \"Ma famille\", \"rights\": [\"view\"]}" | field url
