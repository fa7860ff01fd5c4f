-- The lean limit's tables, in a schema of their own, filled from schema `seed` (dataset.SCHEMA and its CSV files).
create schema lean;
set search_path = lean, public;
create table author(id uuid primary key, name text not null, grp int not null);
create table session(token text primary key, author uuid not null references author);
create table tag(id uuid primary key, label text not null);
create table entry(id uuid primary key default uuidv7(), author uuid not null references author, title text not null,
  body text not null, occurred_at timestamptz not null, visibility text not null, slug text unique,
  created_at timestamptz not null default now(),
  tsv tsvector generated always as (to_tsvector('french', title || ' ' || body)) stored);
create table entry_tag(entry uuid references entry, tag uuid references tag, primary key(entry, tag));
create table media(id uuid primary key default uuidv7(), entry uuid references entry, kind text, key text, w int, h int,
  thumbhash text);
create table photo(name text primary key, author uuid not null references author);
insert into author select id, name, grp from seed.author;
insert into session select token, id from seed.author;
insert into tag select id, label from seed.tag;
insert into entry(id, author, title, body, occurred_at, visibility, slug)
  select e.id, a.id, title, body, occurred_at, visibility, slug from seed.entry e join seed.author a on a.i = e.author
  order by occurred_at;
insert into entry_tag select e.id, t.id from seed.entry_tag x join seed.entry e using (n) join seed.tag t using (t);
insert into media select m.id, e.id, kind, key, w, h, thumbhash from seed.media m join seed.entry e using (n);
create index on entry(author, occurred_at desc, id desc);
create index on entry(occurred_at desc, id desc) where visibility = 'group';
create index on media(entry);
create index on author(grp);
