"""A portrait says where its PDF is to whoever may take it along, and to nobody else."""

from sqlalchemy import ColumnElement, case, func, literal_column

from app.core.projections import Element

# In JSON as it is frozen. No words of a person look like it: quotes in them are escaped.
ADDRESS: Element = literal_column("""'"pdf": {"url": "[^"]*"}'""")
NONE: Element = literal_column("""'"pdf": null'""")


def for_reader(content: Element, may_take: ColumnElement[bool]) -> Element:
    return case((may_take, content), else_=func.regexp_replace(content, ADDRESS, NONE))
