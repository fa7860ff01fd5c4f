"""The schema of release 0.1.0; pgqueuer's tables in a schema of their own"""

import sqlalchemy as sa
from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

from app.adapters.queue import NAMES

revision = "20261127_1110"
down_revision = None

# Search finds words in French and English whatever their accents. The functions are marked immutable, which the
# configurations and named dictionaries are: a generated column wants it.
SCHEMA = """
create extension if not exists unaccent;
create extension if not exists btree_gin;
create extension if not exists pg_trgm;

create text search configuration french_plain (copy = french);
alter text search configuration french_plain alter mapping for hword, hword_part, word with unaccent, french_stem;
create text search configuration english_plain (copy = english);
alter text search configuration english_plain alter mapping for hword, hword_part, word with unaccent, english_stem;

create function experience_search(title text, body text, place jsonb, people text[], reflection jsonb, tags text[])
returns tsvector language sql immutable parallel safe as $$
  select to_tsvector('public.french_plain', words) || to_tsvector('public.english_plain', words)
  from (select concat_ws(' ', title, body, place->>'label', array_to_string(people, ' '), reflection->>'did',
    reflection->>'learned', reflection->>'next', array_to_string(tags, ' ')) as words) as told
$$;
create function experience_query(words text) returns tsquery language sql immutable parallel safe as $$
  select websearch_to_tsquery('public.french_plain', words) || websearch_to_tsquery('public.english_plain', words)
$$;
create function plain_words(words text) returns text language sql immutable parallel safe as $$
  select trim(regexp_replace(lower(unaccent('public.unaccent', words)), '[^a-z0-9+#]+', ' ', 'g'))
$$;
create function word_stems(language text, plain text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(stem order by first), '{}') from (
    select stem, min(n) as first from string_to_table(plain, ' ') with ordinality as one(word, n),
      unnest(ts_lexize(
        case language when 'fr' then 'french_stem'::regdictionary else 'english_stem' end, word)) as stem
    group by stem
  ) as told
$$;
create function keep_admin_acts() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < now() - interval '365 days' then
        return old;
    end if;
    raise exception 'what operators did is neither changed nor deleted' using errcode = '42501';
end
$$;

create table admin_acts (
  id uuid not null, at timestamptz not null, actor_id uuid, account text, verb varchar(32) not null, target text,
  constraint ck_admin_acts_actor check (actor_id is not null or account is not null),
  constraint pk_admin_acts primary key (id)
);
create index ix_admin_acts_at_id on admin_acts (at, id);

create table communities (
  id uuid not null, kind varchar(32) not null, name text not null,
  plain text generated always as (plain_words(name)) stored not null, charter text, parent_id uuid,
  visibility varchar(32) not null, join_policy varchar(32) not null, timezone text not null,
  weekly_notification_cap bigint not null, k_min bigint not null, verified_at timestamptz, version bigint not null,
  created_at timestamptz not null, updated_at timestamptz not null, closed_at timestamptz, born_as text not null,
  constraint pk_communities primary key (id),
  constraint fk_communities_parent_id foreign key (parent_id) references communities(id) on delete set null
);
create index ix_communities_list on communities (created_at, id) where closed_at is null;
create index ix_communities_parent on communities (parent_id) where parent_id is not null;
create index ix_communities_plain on communities using gin (plain gin_trgm_ops);

create table erased_accounts (
  user_id uuid not null, erased_at timestamptz not null,
  constraint pk_erased_accounts primary key (user_id)
);

create table frameworks (
  id uuid not null, code text not null, title jsonb not null, description jsonb not null, edition text not null,
  source text not null, notice jsonb, version bigint default '1' not null,
  constraint pk_frameworks primary key (id),
  constraint uq_frameworks_code unique (code)
);

create table limits (
  key bytea not null, used bigint not null, ends_at timestamptz not null,
  constraint pk_limits primary key (key)
);
create index ix_limits_ends_at on limits (ends_at);

create table loose_objects (
  object_key text not null, multipart_id text, due_at timestamptz not null, doomed boolean default false not null,
  constraint pk_loose_objects primary key (object_key)
);
create index ix_loose_objects_due_at on loose_objects (due_at);

create table sign_in_codes (
  email text not null, code_mac bytea not null, link_digest bytea not null, tries bigint not null,
  expires_at timestamptz not null,
  constraint pk_sign_in_codes primary key (email)
);
create index ix_sign_in_codes_expires_at on sign_in_codes (expires_at);
create unique index ix_sign_in_codes_link_digest on sign_in_codes (link_digest);

create table skills (
  id uuid not null, framework_id uuid not null, parent_id uuid, code text not null, "position" bigint not null,
  labels jsonb not null, keywords jsonb not null, domain_id uuid, broader uuid[] default '{}' not null,
  kind varchar(32) default 'skill' not null, uri text, alternatives jsonb default '{}' not null,
  description jsonb default '{}' not null, obsolete_at timestamptz,
  constraint pk_skills primary key (id),
  constraint fk_skills_domain_id foreign key (domain_id) references skills(id),
  constraint fk_skills_framework_id foreign key (framework_id) references frameworks(id),
  constraint fk_skills_parent_id foreign key (parent_id) references skills(id)
);
create index ix_skills_broader on skills using gin (broader);
create unique index ix_skills_framework_id_code on skills (framework_id, code);
create index ix_skills_parent_id on skills (parent_id);
create unique index ix_skills_uri on skills (uri);

create table skill_names (
  skill_id uuid not null, language varchar(32) not null, plain text not null, kind varchar(32) not null,
  name text not null, stems text[] not null, weights real[] not null, rarest text,
  constraint pk_skill_names primary key (skill_id, language, plain),
  constraint fk_skill_names_skill_id foreign key (skill_id) references skills(id) on delete cascade
);
create index ix_skill_names_fuzzy on skill_names using gin (plain gin_trgm_ops);
create index ix_skill_names_prefix on skill_names (plain text_pattern_ops);
create index ix_skill_names_rarest on skill_names (rarest);
create index ix_skill_names_stems on skill_names using gin (stems);

create table users (
  id uuid not null, email text not null, display_name text, locale varchar(32) not null, timezone text not null,
  birth_year bigint, avatar_media_id uuid, quiet_from time, quiet_until time, simple_language boolean not null,
  password_hash text, version bigint not null, created_at timestamptz not null, updated_at timestamptz not null,
  constraint pk_users primary key (id),
  constraint uq_users_email unique (email)
);

create table changes (
  user_id uuid not null, type varchar(32) not null, entity_id uuid not null, seq bigint not null,
  version bigint not null, deleted boolean not null, changed_at timestamptz not null,
  constraint pk_changes primary key (user_id, type, entity_id),
  constraint fk_changes_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_changes_tombstones on changes (changed_at) where deleted;
create unique index ix_changes_user_id_seq on changes (user_id, seq);

create table comments (
  id uuid not null, owner_id uuid not null, author_id uuid, target_type varchar(32) not null, target_id uuid,
  text text not null, created_at timestamptz not null,
  constraint pk_comments primary key (id),
  constraint fk_comments_author_id foreign key (author_id) references users(id) on delete set null,
  constraint fk_comments_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_comments_received on comments (owner_id, created_at, id);
create index ix_comments_target on comments (target_type, target_id, created_at, id);
create index ix_comments_written on comments (author_id, created_at, id);

create table consents (
  id uuid not null, person_id uuid not null, kind varchar(32) not null, subject_id uuid not null, given_by text,
  text text not null, text_version text not null, given_at timestamptz not null, withdrawn_at timestamptz,
  constraint pk_consents primary key (id),
  constraint fk_consents_person_id foreign key (person_id) references users(id) on delete cascade
);
create index ix_consents_person_id_given_at_id on consents (person_id, given_at, id);
create index ix_consents_subject_id on consents (subject_id);

create table endorsements (
  id uuid not null, number bigint generated always as identity, user_id uuid not null, skill_id uuid not null,
  token_digest bytea not null, email text, address_mac bytea not null, asked_name text not null, message text,
  evidence jsonb not null, language varchar(32) not null, state varchar(32) not null, endorser_name text,
  endorser_role text, comment text, hidden boolean not null, unwanted boolean not null,
  asked_at timestamptz not null, expires_at timestamptz not null, answered_at timestamptz,
  withdrawn_at timestamptz, withdrawn_by varchar(32), version bigint not null,
  constraint pk_endorsements primary key (id),
  constraint uq_endorsements_number unique (number),
  constraint uq_endorsements_token_digest unique (token_digest),
  constraint fk_endorsements_skill_id foreign key (skill_id) references skills(id),
  constraint fk_endorsements_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_endorsements_given on endorsements (user_id, answered_at, id) where state = 'confirmed';
create index ix_endorsements_holding on endorsements (number) where state = 'confirmed';
create index ix_endorsements_open on endorsements (expires_at) where state = 'asked';
create index ix_endorsements_user_id_address_mac on endorsements (user_id, address_mac);
create index ix_endorsements_user_id_asked_at_id on endorsements (user_id, asked_at, id);
create index ix_endorsements_user_id_skill_id_asked_at_id on endorsements (user_id, skill_id, asked_at, id);
create unique index uq_endorsements_asked_once on endorsements (user_id, skill_id, address_mac)
  where state in ('asked', 'confirmed');

create table erasures (
  user_id uuid not null, asked_at timestamptz not null, due_at timestamptz not null,
  constraint pk_erasures primary key (user_id),
  constraint fk_erasures_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_erasures_due_at on erasures (due_at);

create table experiences (
  id uuid not null, owner_id uuid not null, title text, text text, context varchar(32),
  lived_at timestamptz not null, lived_until timestamptz, lived_precision varchar(32) not null,
  utc_offset bigint not null, lived_on date not null, captured_at timestamptz not null,
  received_at timestamptz not null, place jsonb, people text[] not null, feeling bigint, reflection jsonb,
  tags text[] not null, skills uuid[] not null, language varchar(32) not null, completeness bigint not null,
  version bigint not null, updated_at timestamptz not null, trashed_at timestamptz, born_as text not null,
  search tsvector generated always as (experience_search(title, text, place, people, reflection, tags)) stored not null,
  constraint pk_experiences primary key (id),
  constraint fk_experiences_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_experiences_bin on experiences (trashed_at, id) where trashed_at is not null;
create index ix_experiences_calendar on experiences (owner_id, lived_on) where trashed_at is null;
create index ix_experiences_journal on experiences (owner_id, lived_at, id) where trashed_at is null;
create index ix_experiences_search on experiences using gin (owner_id, search);
create index ix_experiences_trashed on experiences (owner_id, lived_at, id) where trashed_at is not null;

create table exports (
  id uuid not null, user_id uuid not null, state varchar(32) not null, token_digest bytea not null,
  object_key text, size bigint, asked_at timestamptz not null, ready_at timestamptz,
  expires_at timestamptz not null,
  constraint pk_exports primary key (id),
  constraint uq_exports_token_digest unique (token_digest),
  constraint fk_exports_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_exports_expires_at on exports (expires_at);
create index ix_exports_object_key on exports (object_key);
create index ix_exports_user_id_asked_at_id on exports (user_id, asked_at, id);

create table feed_items (
  id uuid not null, community_id uuid not null, owner_id uuid not null, kind varchar(32) not null,
  ref uuid not null, at timestamptz not null,
  constraint pk_feed_items primary key (id),
  constraint uq_feed_items_community_id_ref unique (community_id, ref),
  constraint fk_feed_items_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_feed_items_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_feed_items_newest on feed_items (community_id, at, id);
create index ix_feed_items_owner_id_community_id on feed_items (owner_id, community_id);
create index ix_feed_items_ref on feed_items (ref);

create table feeds (
  user_id uuid not null, seq bigint not null, floor bigint not null,
  constraint pk_feeds primary key (user_id),
  constraint fk_feeds_user_id foreign key (user_id) references users(id) on delete cascade
);

create table flags (
  id uuid not null, reporter_id uuid, community_id uuid, owner_id uuid, target_type varchar(32) not null,
  target_id uuid not null, reason varchar(32) not null, text text, state varchar(32) not null, decision text,
  decided_by uuid, decided_at timestamptz, version bigint not null, created_at timestamptz not null,
  constraint pk_flags primary key (id),
  constraint uq_flags_reporter_id_target_type_target_id unique (reporter_id, target_type, target_id),
  constraint fk_flags_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_flags_decided_by foreign key (decided_by) references users(id) on delete set null,
  constraint fk_flags_owner_id foreign key (owner_id) references users(id) on delete cascade,
  constraint fk_flags_reporter_id foreign key (reporter_id) references users(id) on delete set null
);
create index ix_flags_community on flags (community_id, created_at, id);
create index ix_flags_operators on flags (created_at, id) where community_id is null;
create index ix_flags_target on flags (target_type, target_id);

create table grant_requests (
  id uuid not null, owner_id uuid not null, requester_id uuid not null, purpose varchar(32) not null,
  targets jsonb not null, rights text[] not null, ends_at timestamptz not null, message text, renews_id uuid,
  state varchar(32) not null, answered_as text, lapses_at timestamptz not null, answered_at timestamptz,
  version bigint not null, created_at timestamptz not null, updated_at timestamptz not null,
  constraint pk_grant_requests primary key (id),
  constraint fk_grant_requests_owner_id foreign key (owner_id) references users(id) on delete cascade,
  constraint fk_grant_requests_requester_id foreign key (requester_id) references users(id) on delete cascade
);
create index ix_grant_requests_received on grant_requests (owner_id, created_at, id);
create index ix_grant_requests_sent on grant_requests (requester_id, created_at, id);
create index ix_grant_requests_waiting on grant_requests (lapses_at) where state = 'pending';
create unique index uq_grant_requests_pending on grant_requests (owner_id, requester_id) where state = 'pending';

create table grants (
  id uuid not null, owner_id uuid not null, target_type varchar(32) not null, target_id uuid,
  follow varchar(32) not null, edition bigint, audience_type varchar(32) not null, audience_id uuid,
  token_digest bytea, media_key text, purpose varchar(32) not null, label text not null, rights text[] not null,
  passcode_hash text, starts_at timestamptz, ends_at timestamptz, max_views bigint, views bigint not null,
  last_opened_at timestamptz, revoked_at timestamptz, version bigint not null, created_at timestamptz not null,
  updated_at timestamptz not null, request_id uuid, reminded_at timestamptz,
  constraint pk_grants primary key (id),
  constraint uq_grants_media_key unique (media_key),
  constraint uq_grants_token_digest unique (token_digest),
  constraint fk_grants_owner_id foreign key (owner_id) references users(id) on delete cascade,
  constraint fk_grants_request_id foreign key (request_id) references grant_requests(id) on delete set null
);
create index ix_grants_audience on grants (audience_type, audience_id) where revoked_at is null;
create index ix_grants_ending on grants (ends_at) where reminded_at is null and revoked_at is null;
create index ix_grants_owner_id_created_at_id on grants (owner_id, created_at, id);
create index ix_grants_request on grants (request_id) where request_id is not null;
create index ix_grants_target_type_target_id on grants (target_type, target_id);

create table access_events (
  id uuid not null, owner_id uuid not null, grant_id uuid, reader_id uuid, target_type varchar(32) not null,
  target_id uuid, at timestamptz not null, "right" varchar(32) default 'view' not null,
  constraint pk_access_events primary key (id),
  constraint fk_access_events_grant_id foreign key (grant_id) references grants(id) on delete cascade,
  constraint fk_access_events_owner_id foreign key (owner_id) references users(id) on delete cascade,
  constraint fk_access_events_reader_id foreign key (reader_id) references users(id) on delete set null
);
create index ix_access_events_grant_id_at on access_events (grant_id, at);
create index ix_access_events_owner_id_at_id on access_events (owner_id, at, id);

create table guardianships (
  id uuid not null, person_id uuid not null, email text not null, name text, acts text[] not null,
  state varchar(32) not null, token_digest bytea not null, asked_at timestamptz not null, answered_at timestamptz,
  ended_at timestamptz, ended_by varchar(32),
  constraint pk_guardianships primary key (id),
  constraint uq_guardianships_token_digest unique (token_digest),
  constraint fk_guardianships_person_id foreign key (person_id) references users(id) on delete cascade
);
create unique index uq_guardianships_current on guardianships (person_id) where state in ('asked', 'active');

create table hidings (
  id uuid not null, community_id uuid not null, owner_id uuid not null, target_type varchar(32) not null,
  target_id uuid not null, reason text not null, hidden_by uuid, hidden_at timestamptz not null, appeal text,
  appealed_at timestamptz, answer text, reviewed_by uuid, reviewed_at timestamptz, lifted_at timestamptz,
  version bigint not null,
  constraint pk_hidings primary key (id),
  constraint fk_hidings_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_hidings_hidden_by foreign key (hidden_by) references users(id) on delete set null,
  constraint fk_hidings_owner_id foreign key (owner_id) references users(id) on delete cascade,
  constraint fk_hidings_reviewed_by foreign key (reviewed_by) references users(id) on delete set null
);
create index ix_hidings_community on hidings (community_id, hidden_at, id);
create index ix_hidings_mine on hidings (owner_id, hidden_at, id);
create unique index uq_hidings_standing on hidings (community_id, target_id) where lifted_at is null;

create table idempotency_keys (
  user_id uuid not null, key text not null, digest text not null, resource_id uuid not null,
  created_at timestamptz not null, answer jsonb,
  constraint pk_idempotency_keys primary key (user_id, key),
  constraint fk_idempotency_keys_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_idempotency_keys_created_at on idempotency_keys (created_at);

create table imports (
  id uuid not null, user_id uuid not null, state varchar(32) not null, object_key text, size bigint not null,
  source varchar(32), reason varchar(32), preview jsonb, result jsonb, version bigint not null,
  asked_at timestamptz not null, ended_at timestamptz, expires_at timestamptz not null,
  constraint pk_imports primary key (id),
  constraint fk_imports_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_imports_expires_at on imports (expires_at);
create index ix_imports_object_key on imports (object_key);
create index ix_imports_user_id_asked_at_id on imports (user_id, asked_at, id);

create table inboxes (
  user_id uuid not null, seq bigint not null, rhythm varchar(32) default 'daily' not null,
  constraint pk_inboxes primary key (user_id),
  constraint fk_inboxes_user_id foreign key (user_id) references users(id) on delete cascade
);

create table invitations (
  id uuid not null, community_id uuid not null, created_by uuid, token_digest bytea not null,
  code_mac bytea not null, role varchar(32) not null, needs_approval boolean not null, max_uses bigint,
  uses bigint not null, mailed bigint not null, expires_at timestamptz, revoked_at timestamptz,
  created_at timestamptz not null,
  constraint pk_invitations primary key (id),
  constraint uq_invitations_code_mac unique (code_mac),
  constraint uq_invitations_token_digest unique (token_digest),
  constraint fk_invitations_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_invitations_created_by foreign key (created_by) references users(id) on delete set null
);
create index ix_invitations_community_id_created_at_id on invitations (community_id, created_at, id);
create index ix_invitations_created_by on invitations (created_by);

create table link_days (
  grant_id uuid not null, day date not null, opened bigint not null, by_robots bigint not null,
  wrong_passcodes bigint not null,
  constraint pk_link_days primary key (grant_id, day),
  constraint fk_link_days_grant_id foreign key (grant_id) references grants(id) on delete cascade
);

create table mails (
  id uuid not null, user_id uuid, letter jsonb, created_at timestamptz not null, sent_at timestamptz,
  refused_at timestamptz,
  constraint pk_mails primary key (id),
  constraint fk_mails_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_mails_created_at on mails (created_at);

create table media (
  id uuid not null, owner_id uuid not null, kind varchar(32) not null, content_type text not null,
  size bigint not null, sha256 bytea, captured_at timestamptz, alt text, caption text, transcript text,
  state varchar(32) not null, reason varchar(32), object_key text, variants jsonb not null, thumbhash text,
  width bigint, height bigint, duration double precision, suggested jsonb, born_as text not null,
  version bigint not null, created_at timestamptz not null, updated_at timestamptz not null,
  constraint pk_media primary key (id),
  constraint fk_media_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_media_kept on media (owner_id) include (size) where state <> 'rejected';
create index ix_media_object_key on media (object_key);
create index ix_media_owner_id_created_at_id on media (owner_id, created_at, id);
create index ix_media_owner_id_sha256 on media (owner_id, sha256);
create index ix_media_variants on media using gin (variants jsonb_path_ops);

create table experience_media (
  experience_id uuid not null, "position" bigint not null, media_id uuid not null,
  constraint pk_experience_media primary key (experience_id, "position"),
  constraint fk_experience_media_experience_id foreign key (experience_id) references experiences(id) on delete cascade,
  constraint fk_experience_media_media_id foreign key (media_id) references media(id)
);
create index ix_experience_media_media_id on experience_media (media_id);

create table journals (
  id uuid not null, owner_id uuid not null, title text not null, summary text, cover_media_id uuid,
  language varchar(32) not null, blocks jsonb not null, version bigint not null, created_at timestamptz not null,
  updated_at timestamptz not null, deleted_at timestamptz, born_as text not null,
  constraint pk_journals primary key (id),
  constraint fk_journals_cover_media_id foreign key (cover_media_id) references media(id),
  constraint fk_journals_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_journals_list on journals (owner_id, updated_at, id) where deleted_at is null;

create table memberships (
  community_id uuid not null, user_id uuid not null, invitation_id uuid, role varchar(32) not null,
  state varchar(32) not null, tags text[] not null, reason text, show_talents boolean not null,
  joined_at timestamptz, ended_at timestamptz, barred_at timestamptz, version bigint not null,
  created_at timestamptz not null, updated_at timestamptz not null,
  constraint pk_memberships primary key (community_id, user_id),
  constraint fk_memberships_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_memberships_invitation_id foreign key (invitation_id) references invitations(id) on delete set null,
  constraint fk_memberships_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_memberships_invitation_id on memberships (invitation_id);
create index ix_memberships_list on memberships (community_id, created_at, user_id);
create index ix_memberships_mine on memberships (user_id, state, community_id);
create index ix_memberships_state on memberships (community_id, state, role);

create table missions (
  id uuid not null, community_id uuid not null, author_id uuid, series_id uuid, slot timestamptz,
  kind varchar(32) not null, title text not null, brief text, skills uuid[] not null, audience jsonb not null,
  opens_at timestamptz, due_at timestamptz, closes_at timestamptz, recurrence text, reminders bigint[] not null,
  expected jsonb, responses_visible_to varchar(32) not null, state varchar(32) not null, next_at timestamptz,
  opened_at timestamptz, ended_at timestamptz, version bigint not null, created_at timestamptz not null,
  updated_at timestamptz not null, born_as text not null,
  constraint pk_missions primary key (id),
  constraint uq_missions_series_id_slot unique (series_id, slot),
  constraint fk_missions_author_id foreign key (author_id) references users(id) on delete set null,
  constraint fk_missions_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_missions_series_id foreign key (series_id) references missions(id) on delete cascade
);
create index ix_missions_author on missions (author_id);
create index ix_missions_community on missions (community_id, created_at, id);
create index ix_missions_next on missions (next_at) where next_at is not null;

create table mission_media (
  mission_id uuid not null, "position" bigint not null, media_id uuid not null,
  constraint pk_mission_media primary key (mission_id, "position"),
  constraint fk_mission_media_media_id foreign key (media_id) references media(id) on delete cascade,
  constraint fk_mission_media_mission_id foreign key (mission_id) references missions(id) on delete cascade
);
create index ix_mission_media_media_id on mission_media (media_id);

create table notification_preferences (
  id uuid not null, user_id uuid not null, community_id uuid, type varchar(32), in_app boolean, push boolean,
  email varchar(32),
  constraint pk_notification_preferences primary key (id),
  constraint fk_notification_preferences_community_id foreign key (community_id)
    references communities(id) on delete cascade,
  constraint fk_notification_preferences_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_notification_preferences_community on notification_preferences (community_id);
create unique index uq_notification_preferences_scope on notification_preferences
  (user_id, community_id, type) nulls not distinct;

create table notifications (
  id uuid not null, user_id uuid not null, seq bigint not null, type varchar(32) not null,
  subject_id uuid not null, community_id uuid, data jsonb not null, is_shown boolean not null,
  is_announced boolean not null, created_at timestamptz not null, told_at timestamptz not null,
  read_at timestamptz, settled_at timestamptz,
  constraint pk_notifications primary key (id),
  constraint fk_notifications_community_id foreign key (community_id) references communities(id) on delete cascade,
  constraint fk_notifications_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_notifications_community on notifications (community_id) where community_id is not null;
create index ix_notifications_subject on notifications (subject_id) where settled_at is null;
create index ix_notifications_told_at on notifications (told_at);
create index ix_notifications_unannounced on notifications (id) where not is_announced;
create index ix_notifications_unread on notifications (user_id, seq) where read_at is null and is_shown;
create unique index ix_notifications_user_id_seq on notifications (user_id, seq);
create unique index uq_notifications_live on notifications (user_id, subject_id) where settled_at is null;

create table operators (
  user_id uuid not null, granted_at timestamptz not null,
  constraint pk_operators primary key (user_id),
  constraint fk_operators_user_id foreign key (user_id) references users(id) on delete cascade
);

create table person_codes (
  user_id uuid not null, code_mac bytea not null, expires_at timestamptz not null,
  constraint pk_person_codes primary key (user_id),
  constraint uq_person_codes_code_mac unique (code_mac),
  constraint fk_person_codes_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_person_codes_expires_at on person_codes (expires_at);

create table portraits (
  id uuid not null, owner_id uuid not null, name text not null, headline text, about text,
  template varchar(32) not null, languages text[] not null, translations jsonb not null, sections jsonb not null,
  pinned_stories uuid[] not null, pinned_talents uuid[] not null, show_contact boolean not null,
  show_photo boolean not null, edition bigint not null, published_at timestamptz, withdrawn_at timestamptz,
  version bigint not null, created_at timestamptz not null, updated_at timestamptz not null,
  deleted_at timestamptz, born_as text not null,
  constraint pk_portraits primary key (id),
  constraint fk_portraits_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_portraits_list on portraits (owner_id, updated_at, id) where deleted_at is null;

create table portrait_editions (
  portrait_id uuid not null, number bigint not null, content text not null, card text not null,
  published_at timestamptz not null, revision bigint not null,
  constraint pk_portrait_editions primary key (portrait_id, number),
  constraint fk_portrait_editions_portrait_id foreign key (portrait_id) references portraits(id) on delete cascade
);

create table portrait_media (
  id uuid not null, portrait_id uuid not null, edition bigint not null, media_id uuid, variants jsonb not null,
  constraint pk_portrait_media primary key (id),
  constraint fk_portrait_media_media_id foreign key (media_id) references media(id) on delete set null,
  constraint fk_portrait_media_portrait_id_edition foreign key (portrait_id, edition)
    references portrait_editions(portrait_id, number) on delete cascade
);
create index ix_portrait_media_media_id on portrait_media (media_id);
create index ix_portrait_media_portrait_id_edition on portrait_media (portrait_id, edition);
create index ix_portrait_media_variants on portrait_media using gin (variants jsonb_path_ops);

create table responses (
  id uuid not null, mission_id uuid not null, user_id uuid not null, experience_id uuid, note text, reason text,
  state varchar(32) not null, comment text, reviewer_id uuid, assigned_at timestamptz not null,
  seen_at timestamptz, submitted_at timestamptz, reviewed_at timestamptz, version bigint not null,
  updated_at timestamptz not null, shown jsonb, captured_at timestamptz,
  constraint pk_responses primary key (id),
  constraint uq_responses_mission_id_user_id unique (mission_id, user_id),
  constraint fk_responses_experience_id foreign key (experience_id) references experiences(id) on delete set null,
  constraint fk_responses_mission_id foreign key (mission_id) references missions(id) on delete cascade,
  constraint fk_responses_reviewer_id foreign key (reviewer_id) references users(id) on delete set null,
  constraint fk_responses_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_responses_experience on responses (experience_id) where experience_id is not null;
create index ix_responses_mine on responses (user_id, assigned_at, id);

create table second_factors (
  user_id uuid not null, secret bytea not null, last_step bigint not null, started_at timestamptz not null,
  confirmed_at timestamptz,
  constraint pk_second_factors primary key (user_id),
  constraint fk_second_factors_user_id foreign key (user_id) references users(id) on delete cascade
);

create table recovery_codes (
  user_id uuid not null, code_mac bytea not null,
  constraint pk_recovery_codes primary key (user_id, code_mac),
  constraint fk_recovery_codes_user_id foreign key (user_id) references second_factors(user_id) on delete cascade
);

create table sender_refusals (
  sender_id uuid not null, address_mac bytea not null, refused_at timestamptz not null,
  constraint pk_sender_refusals primary key (sender_id, address_mac),
  constraint fk_sender_refusals_sender_id foreign key (sender_id) references users(id) on delete cascade
);

create table sessions (
  id uuid not null, user_id uuid not null, device_name text not null, media_key text not null,
  generation bigint not null, created_at timestamptz not null, rotated_at timestamptz not null,
  ended_at timestamptz, second_factor_at timestamptz,
  constraint pk_sessions primary key (id),
  constraint uq_sessions_media_key unique (media_key),
  constraint fk_sessions_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_sessions_user_id_id on sessions (user_id, id);

create table devices (
  id uuid not null, user_id uuid not null, session_id uuid not null, endpoint text not null, p256dh text not null,
  auth text not null, created_at timestamptz not null, updated_at timestamptz not null,
  constraint pk_devices primary key (id),
  constraint uq_devices_endpoint unique (endpoint),
  constraint fk_devices_session_id foreign key (session_id) references sessions(id) on delete cascade,
  constraint fk_devices_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_devices_session_id on devices (session_id);
create index ix_devices_user_id_id on devices (user_id, id);

create table dispatches (
  id uuid not null, notification_id uuid not null, seq bigint not null, channel varchar(32) not null,
  device_id uuid, user_id uuid not null, community_id uuid, due_at timestamptz not null, tries bigint not null,
  created_at timestamptz not null, done_at timestamptz, outcome varchar(32),
  constraint pk_dispatches primary key (id),
  constraint fk_dispatches_device_id foreign key (device_id) references devices(id) on delete cascade,
  constraint fk_dispatches_notification_id foreign key (notification_id) references notifications(id) on delete cascade,
  constraint fk_dispatches_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_dispatches_created_at on dispatches (created_at);
create index ix_dispatches_device_id on dispatches (device_id);
create index ix_dispatches_digest on dispatches (user_id, due_at) where done_at is null and channel = 'digest';
create index ix_dispatches_waiting on dispatches (channel, due_at) where done_at is null;
create index ix_dispatches_week on dispatches (user_id, community_id, created_at);
create unique index uq_dispatches_effect on dispatches
  (notification_id, seq, channel, device_id) nulls not distinct;

create table stories (
  id uuid not null, owner_id uuid not null, journal_id uuid not null, title text not null,
  language varchar(32) not null, edition bigint not null, published_at timestamptz not null,
  withdrawn_at timestamptz, version bigint not null, updated_at timestamptz not null,
  constraint pk_stories primary key (id),
  constraint uq_stories_journal_id unique (journal_id),
  constraint fk_stories_journal_id foreign key (journal_id) references journals(id) on delete cascade,
  constraint fk_stories_owner_id foreign key (owner_id) references users(id) on delete cascade
);
create index ix_stories_owner_id_published_at_id on stories (owner_id, published_at, id);

create table edition_media (
  id uuid not null, story_id uuid not null, edition bigint not null, media_id uuid, variants jsonb not null,
  constraint pk_edition_media primary key (id),
  constraint fk_edition_media_media_id foreign key (media_id) references media(id) on delete set null,
  constraint fk_edition_media_story_id foreign key (story_id) references stories(id) on delete cascade
);
create index ix_edition_media_media_id on edition_media (media_id);
create index ix_edition_media_story_id_edition on edition_media (story_id, edition);
create index ix_edition_media_variants on edition_media using gin (variants jsonb_path_ops);

create table editions (
  story_id uuid not null, number bigint not null, content text not null, card text not null,
  published_at timestamptz not null,
  constraint pk_editions primary key (story_id, number),
  constraint fk_editions_story_id foreign key (story_id) references stories(id) on delete cascade
);

create table portrait_stories (
  portrait_id uuid not null, edition bigint not null, story_id uuid not null, story_edition bigint not null,
  constraint pk_portrait_stories primary key (portrait_id, edition, story_id),
  constraint fk_portrait_stories_portrait_id_edition foreign key (portrait_id, edition)
    references portrait_editions(portrait_id, number) on delete cascade,
  constraint fk_portrait_stories_story_id foreign key (story_id) references stories(id) on delete cascade
);
create index ix_portrait_stories_story_id_story_edition on portrait_stories (story_id, story_edition);

create table talents (
  user_id uuid not null, skill_id uuid not null, level bigint not null, stance varchar(32) not null,
  evidence uuid[] not null, version bigint not null, created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_talents primary key (user_id, skill_id),
  constraint fk_talents_skill_id foreign key (skill_id) references skills(id),
  constraint fk_talents_user_id foreign key (user_id) references users(id) on delete cascade
);
create index ix_talents_skill_id_user_id on talents (skill_id, user_id);
create index ix_talents_user_id_updated_at_skill_id on talents (user_id, updated_at, skill_id);

create table uploads (
  media_id uuid not null, received bigint not null, object_key text, multipart_id text, parts jsonb not null,
  next_part bigint not null, pieces jsonb not null, holder uuid, expires_at timestamptz not null,
  constraint pk_uploads primary key (media_id),
  constraint fk_uploads_media_id foreign key (media_id) references media(id) on delete cascade
);
create index ix_uploads_expires_at on uploads (expires_at);

create trigger kept before update or delete on admin_acts for each row execute function keep_admin_acts();
create trigger kept_whole before truncate on admin_acts for each statement execute function keep_admin_acts();
"""


def upgrade() -> None:
    for script in (SCHEMA, QueryBuilderEnvironment(NAMES).build_install_query()):
        # Many statements at once, which only the driver itself takes.
        op.get_bind().connection.dbapi_connection.run_async(lambda driver, script=script: driver.execute(script))  # type: ignore[union-attr]


def downgrade() -> None:
    tables = set(sa.inspect(op.get_bind()).get_table_names()) - {"alembic_version"}
    op.execute(f"drop table {', '.join(sorted(tables))} cascade")
    op.execute("drop schema jobs cascade")
    op.execute("drop function keep_admin_acts, word_stems, plain_words, experience_query, experience_search")
    op.execute("drop text search configuration french_plain")
    op.execute("drop text search configuration english_plain")
