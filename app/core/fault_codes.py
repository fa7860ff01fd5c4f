"""Codes of the `errors` of a 422. They are part of the contract: a code is never renamed."""

from collections.abc import Mapping

# What any field can break, by the names that Pydantic has for it. A later version of Pydantic may have other names.
GENERAL: Mapping[str, tuple[str, ...]] = {
    "required": (
        *("missing", "missing_argument", "missing_keyword_only_argument", "missing_positional_only_argument"),
        *("missing_sentinel_error", "no_such_attribute", "default_factory_not_called"),
    ),
    "unknown_field": (
        *("extra_forbidden", "unexpected_keyword_argument", "unexpected_positional_argument"),
        *("multiple_argument_values", "frozen_field", "frozen_instance"),
    ),
    "wrong_type": (
        *("string_type", "bytes_type", "int_type", "float_type", "decimal_type", "complex_type", "fraction_type"),
        *("bool_type", "bool_parsing", "none_required", "list_type", "tuple_type", "set_type", "frozen_set_type"),
        *("dict_type", "frozen_dict_type", "ordered_dict_type", "counter_type", "mapping_type", "deque_type"),
        *("model_type", "model_attributes_type", "dataclass_type", "dataclass_exact_type", "named_tuple_type"),
        *("date_type", "time_type", "datetime_type", "time_delta_type", "uuid_type", "url_type", "json_type"),
        *("is_instance_of", "is_subclass_of", "callable_type", "arguments_type", "needs_python_object"),
        *("int_from_float", "get_attribute_error", "iteration_error", "set_item_not_hashable", "ellipsis_error"),
        *("iterable_type", "invalid_key"),
    ),
    "not_one_of": ("enum", "literal_error", "union_tag_invalid"),
    "kind_required": ("union_tag_not_found",),
    "too_small": ("greater_than", "greater_than_equal"),
    "too_large": ("less_than", "less_than_equal", "int_parsing_size", "finite_number"),
    "too_short": ("too_short", "string_too_short", "bytes_too_short"),
    "too_long": ("too_long", "string_too_long", "bytes_too_long", "url_too_long"),
    "bad_pattern": ("string_pattern_mismatch",),
    "unsafe_characters": ("string_unicode", "string_not_ascii", "bytes_invalid_encoding"),
    "bad_number": (
        *("int_parsing", "float_parsing", "decimal_parsing", "complex_str_parsing", "fraction_parsing", "multiple_of"),
        *("decimal_max_digits", "decimal_max_places", "decimal_whole_digits"),
    ),
    "bad_id": ("uuid_parsing", "uuid_version"),
    "bad_time": (
        *("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "time_parsing"),
        *("datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing", "time_delta_parsing"),
        *("timezone_naive", "timezone_aware", "timezone_offset"),
        *("date_past", "date_future", "datetime_past", "datetime_future"),
    ),
    "bad_address": ("url_parsing", "url_syntax_violation", "url_scheme"),
    "bad_value": ("value_error", "assertion_error", "json_invalid", "recursion_loop", "recursion_depth_exceeded"),
}
CODE_BY_NAME = {name: code for code, names in GENERAL.items() for name in names}
RULES = frozenset(  # what a rule of a field or a body demands, beside its type
    (
        *("audience_id", "audience_not_for_target", "below_minimum_age", "calendar_span", "circular", "code"),
        *("code_or_id", "code_or_renews", "comment_target", "common_password", "day_or_instant", "email", "empty_cue"),
        *(
            "empty_rectangle",
            "event_recurrence",
            "ends_before_it_begins",
            "ends_before_it_starts",
            "fixed",
            "granted_only",
        ),
        *("line_break", "scene_mission", "unknown_room"),
        *("addressees", "alt_missing", "attributed_to", "excerpt", "exchange_audience", "minor", "names_person"),
        *("no_committee", "no_name", "no_picture", "on_request", "question_skills", "question_translation"),
        *("quote_purpose", "quote_terms", "quote_without_report", "quotes_alone", "report_period", "report_terms"),
        *("same_name", "section_members", "section_text", "several_people", "unknown_domain"),
        *("unknown_organisation", "unknown_report"),
        *("id_required", "in_the_past", "iso_day", "known_school_only", "known_year", "links_only", "managed_only"),
        *("media_missing",),
        *("above_electorate", "above_present", "ballot_recurrence", "choice_unfit"),
        *("abandonment_reason", "cites_missing", "cites_refused", "merge_target", "owner_required"),
        *("set_aside_reason", "unknown_proposal", "unknown_response", "unknown_theme"),
        *("mission_audience", "mission_form", "mission_times", "network_inside_another_kind", "no_key", "no_secret"),
        *("event_recurrence", "online_address"),
        *(
            "no_year_of_birth",
            "not_followed",
            "nothing_there",
            "notification_or_instant",
            "one_proof",
            "online_address",
            "opening_once",
            "programme_title",
        ),
        *("one_way_in", "other_kind", "out_of_time", "own_account", "own_address", "own_only", "people_only"),
        *("purpose_not_by_link", "recurrence", "recurrence_start", "reminders_due", "repeated"),
        *(
            "return_comment",
            "answer_missing",
            "answer_unfit",
            "form_audience",
            "question_codes",
            "question_options",
            "rfc3339",
            "text_required",
            "timezone",
            "too_large_for_kind",
            "too_late",
        ),
        *("token_end", "too_long", "too_many_words", "unknown_audience", "unknown_code", "unknown_community"),
        *("unknown_edition", "unknown_experience", "unknown_grant", "unknown_media", "unknown_member"),
        *(
            "ask_default",
            "template_step",
            "unknown_choice",
            "unknown_template",
            "unknown_mission",
            "unknown_notification",
            "unknown_parent",
            "unknown_programme",
            "unknown_push_service",
        ),
        *("unknown_skill", "unknown_story", "unknown_talent", "unknown_target", "unordered_cues"),
        *("unsafe_characters", "unsupported_type", "view_required", "webhook_address"),
        *("webhook_event", "whole_collection", "wider", "withdrawn"),
    )
)
CODES = (*GENERAL, *sorted(RULES - GENERAL.keys()))


def code_of(name: str) -> str:
    """Return our code for an error of Pydantic; that of a rule of ours is its name."""
    return CODE_BY_NAME.get(name, name)
