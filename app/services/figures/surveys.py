"""Figures of surveys that are over. They are made of what the results of each survey publish, and of nothing else: no
subtraction of a figure from a result, or of two figures, tells more than the results.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.policies.small_groups import exact_or_withheld, mean, names_one
from app.schemas.surveys import STEPS
from app.services.figures.figure import Figure, Part, Row, Scope, Unit, Value

REST = "others"


def _by_public(rows: Sequence[Row], scope: Scope) -> Sequence[Value]:
    """Add up, of each survey, the options that its results show; all others together are one."""
    sums, withheld, total = dict[str, int](), 0, 0
    for _, group in groupby(rows, key=lambda row: row.mission_id):
        options = list(group)
        counts = [row.value for row in options]
        total += sum(counts)
        if options[0].people < scope.k or sum(counts) < scope.k:
            continue
        for row, count, number in zip(options, counts, exact_or_withheld(counts, scope.k), strict=True):
            if number is None:
                withheld += count
            else:
                sums[row.part] = sums.get(row.part, 0) + number
    parts = [Part(name, number, {"fr": name}) for name, number in sums.items() if number]
    rest = [Part(REST, withheld)] if withheld >= scope.k else []
    visible = [*parts, *rest]
    return [Value(parts=visible, people=total, hides=total > 0 and not visible)]


class _Mean(NamedTuple):
    total: float = 0
    number: int = 0

    def plus(self, total: float, number: int) -> "_Mean":
        return _Mean(self.total + float(total), self.number + number)

    def part(self, code: str) -> Part:
        return Part(code, mean(self.total, self.number) if self.number else None, people=self.number or None)


def _before_after(rows: Sequence[Row], scope: Scope) -> Sequence[Value]:
    """Compare the means of two surveys by the code of the question, where enough people answered both."""
    values = []
    for code, group in groupby(rows, key=lambda row: row.code):
        before, after, label = _Mean(), _Mean(), dict[str, str]()
        for row in group:
            label = {"fr": row.label}
            if min(row.before_people, row.before_number, row.after_people, row.after_number) < scope.k:
                continue
            if any(
                names_one(number, total, STEPS)
                for number, total in ((row.before_number, row.before_total), (row.after_number, row.after_total))
            ):
                continue  # nor do their results tell that mean
            before = before.plus(row.before_total, row.before_number)
            after = after.plus(row.after_total, row.after_number)
        parts = [before.part("before"), after.part("after")]
        values.append(Value(parts=parts, people=before.number + after.number, code=code, label=label))
    return values


BEFORE_AFTER_PARTS: Mapping[str, Words] = {"before": Words("avant"), "after": Words("après")}
BY_PUBLIC = Figure(
    FigureCode.BY_PUBLIC,
    Words("Par public"),
    Words(
        "Ce que les personnes ont répondu à la question « public » des enquêtes terminées. Les publics trop petits "
        "sont comptés ensemble, et rien n’en est dit s’ils restent trop petits."
    ),
    Unit.PEOPLE,
    text("""
        with surveys as materialized (
            select m.id, question.options, question.place from missions as m
            cross join lateral (
                select q.item -> 'options' as options, q.place
                from jsonb_array_elements(m.form -> 'questions') with ordinality as q (item, place)
                where q.item ->> 'code' = 'public' and q.item ->> 'type' = 'one'
            ) as question
            where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                and m.kind = 'survey' and m.state in ('open', 'closed', 'archived')
                and coalesce(m.ended_at, m.closes_at) >= :from_at and coalesce(m.ended_at, m.closes_at) < :to_at
                and coalesce(m.ended_at, m.closes_at) <= :as_of
        ), choices as (
            select surveys.id, s.answers -> 'public' ->> 0 as option
            from surveys join sheets as s on s.mission_id = surveys.id
            union all
            select surveys.id, r.answers -> 'public' ->> 0
            from surveys join responses as r on r.mission_id = surveys.id
            where r.answers is not null and r.state in ('submitted', 'returned', 'accepted')
        ), counts as (
            select id, option, count(*) as number from choices group by id, option
        ), respondents as (
            select surveys.id, count(*) as number
            from surveys join responses as r on r.mission_id = surveys.id join users as u on u.id = r.user_id
            where r.submitted_at is not null and u.created_at <= :grown and u.guest_of is null
            group by surveys.id
        )
        select surveys.id as mission_id, options.option as part, coalesce(counts.number, 0) as value,
            coalesce(respondents.number, 0) as people
        from surveys
        cross join lateral jsonb_array_elements_text(surveys.options) with ordinality as options (option, place)
        left join counts on counts.id = surveys.id and counts.option = options.option
        left join respondents on respondents.id = surveys.id
        order by surveys.id, options.place
    """),
    _by_public,
    {REST: Words("autres publics")},
)
BEFORE_AFTER = Figure(
    FigureCode.BEFORE_AFTER,
    Words("Avant et après"),
    Words(
        "La moyenne des réponses à la même question, dans l’enquête d’avant et dans celle d’après, avec le nombre de "
        "réponses de chacune. Ce ne sont pas forcément les mêmes personnes."
    ),
    Unit.MEAN,
    text("""
        with pairs as materialized (
            select after.id as after_id, before.id as before_id,
                after.form -> 'questions' as questions, before.form -> 'questions' as earlier_questions
            from missions as after join missions as before on before.id = (after.form ->> 'before')::uuid
            where after.community_id = :community and before.community_id = :community
                and (cast(:programme as uuid) is null or after.programme_id = :programme)
                and after.kind = 'survey' and before.kind = 'survey'
                and coalesce(after.ended_at, after.closes_at) >= :from_at
                and coalesce(after.ended_at, after.closes_at) < :to_at
                and coalesce(after.ended_at, after.closes_at) <= :as_of
                and coalesce(before.ended_at, before.closes_at) <= :as_of
        ), surveys as materialized (
            select after_id as id from pairs union select before_id from pairs
        ), answers as (
            select surveys.id, s.answers from surveys join sheets as s on s.mission_id = surveys.id
            union all
            select surveys.id, r.answers from surveys join responses as r on r.mission_id = surveys.id
            where r.answers is not null and r.state in ('submitted', 'returned', 'accepted')
        ), means as materialized (
            select answers.id, said.key as code, sum((said.value)::numeric) as total, count(*) as number
            from answers cross join lateral jsonb_each(answers.answers) as said
            where jsonb_typeof(said.value) = 'number'
            group by answers.id, said.key
        ), respondents as materialized (
            select surveys.id, count(*) as number
            from surveys join responses as r on r.mission_id = surveys.id join users as u on u.id = r.user_id
            where r.submitted_at is not null and u.created_at <= :grown and u.guest_of is null
            group by surveys.id
        )
        select q.item ->> 'code' as code, q.item ->> 'text' as label, pairs.after_id,
            b.total as before_total, coalesce(b.number, 0) as before_number, coalesce(rb.number, 0) as before_people,
            a.total as after_total, coalesce(a.number, 0) as after_number, coalesce(ra.number, 0) as after_people
        from pairs cross join lateral jsonb_array_elements(pairs.questions) as q (item)
        left join means as b on b.id = pairs.before_id and b.code = q.item ->> 'code'
        left join means as a on a.id = pairs.after_id and a.code = q.item ->> 'code'
        left join respondents as rb on rb.id = pairs.before_id
        left join respondents as ra on ra.id = pairs.after_id
        where q.item ->> 'type' in ('scale', 'number')
            and pairs.earlier_questions @> jsonb_build_array(jsonb_build_object('code', q.item ->> 'code'))
        order by code, pairs.after_id
    """),
    _before_after,
    BEFORE_AFTER_PARTS,
)
