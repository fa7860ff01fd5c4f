"""A portrait shows the address of its PDF only to readers who may download it."""

from sqlalchemy import ColumnElement, case, func, literal_column

from app.core.projections import Element

# The pattern in the frozen JSON. A person's words cannot match it: quotes in them are escaped.
ADDRESS: Element = literal_column("""'"pdf": {"url": "[^"]*"}'""")
NO_ADDRESS: Element = literal_column("""'"pdf": null'""")


def for_reader(content: Element, may_take: ColumnElement[bool]) -> Element:
    return case((may_take, content), else_=func.regexp_replace(content, ADDRESS, NO_ADDRESS))
