"""How each chat marks up a text, and how a value stands in it as plain text.

Label values and annotations come from metrics and from people: in a notification they are text, never markup, a link
or a mention. Templates cannot take a function, so each markup has its own set of them, in which every value goes
through `slosmith.<name>.escape`.

Sources: Slack https://api.slack.com/reference/surfaces/formatting; Teams
https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features (a subset of CommonMark); Telegram
https://core.telegram.org/bots/api#html-style; Discord, Mattermost and Webex their help on Markdown; Jira its text
formatting notation; Rocket.Chat the grammar of its message-parser, which has no escapes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Shows nothing, and parts what a chat would otherwise read together.
_GAP = "\u200b"


class Markup(NamedTuple):
    """`escapes` replace what matches a regular expression (of RE2 and Python alike, with `${1}` for a group), in order.
    `bold` and `link` are our own markup; a link holds URL and TEXT, and `url` are escapes of the URL in it. Of `most`
    alerts at most a message tells, and of `longest` characters of a value; 0 is no limit. Alertmanager itself escapes
    the values of `html`. An `untitled` message begins with its title."""

    name: str = ""
    escapes: tuple[tuple[str, str], ...] = ()
    bold: tuple[str, str] = ("", "")
    link: str = ""
    url: tuple[tuple[str, str], ...] = ()
    newline: str = "\n"
    most: int = 0
    longest: int = 0
    html: bool = False
    untitled: bool = False

    @property
    def prefix(self) -> str:
        """The start of the names of its templates."""
        return f"slosmith.{self.name}" if self.name else "slosmith"

    def escaped(self, text: str) -> str:
        """A fixed text as the template escapes a value."""
        for pattern, replacement in self.escapes:
            text = re.sub(pattern, re.sub(r"\$\{(\d)\}", r"\\g<\1>", replacement.replace("\\", r"\\")), text)
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if self.html else text


_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
# Percent-encoded, a URL cannot leave the place that a markup gives it.
_URL = (*((re.escape(sign), f"%{ord(sign):02X}") for sign in "<>|()[]\\"), (r"\s", "%20"))
_LIST_OR_HEADING = (r"(?m)^([ \t]*[0-9]*)([-+#=.)][-+#=.)]*(?:[ \t]|$))", r"${1}\${2}")
_MARKDOWN_LINK = "[TEXT](URL)"

PLAIN = Markup()
SLACK = Markup("slack", _ENTITIES, ("*", "*"), "<URL|TEXT>", (*_URL, ("&", "&amp;")))
# Teams and Webex join lines unless an empty one is between them.
TEAMS = Markup(
    "msteams",
    ((r"[\\`*_~\[\]<>|]", r"\${0}"), _LIST_OR_HEADING, ("\n", "\n\n")),
    ("**", "**"),
    _MARKDOWN_LINK,
    _URL,
    newline="\n\n",
)
DISCORD = Markup(
    "discord",
    ((r"[\\`*_~\[\]<>|]", r"\${0}"), _LIST_OR_HEADING),
    ("**", "**"),
    _MARKDOWN_LINK,
    _URL,
)
# Mattermost takes Slack's `<!here>` as well, before it looks at backslashes; `@here` counts even behind one.
MATTERMOST = Markup(
    "mattermost",
    (*_ENTITIES, (r"[\\`*_~\[\]|]", r"\${0}"), _LIST_OR_HEADING, ("@", f"@{_GAP}")),
    ("**", "**"),
    _MARKDOWN_LINK,
    _URL,
    untitled=True,
)
WEBEX = Markup(
    "webex",
    (*_ENTITIES, (r"[\\`*_~\[\]|]", r"\${0}"), _LIST_OR_HEADING, ("\n", "\n\n")),
    ("**", "**"),
    _MARKDOWN_LINK,
    _URL,
    newline="\n\n",
    untitled=True,
)
ROCKETCHAT = Markup(
    "rocketchat",
    (("<", f"<{_GAP}"), (r"\]\(", f"]{_GAP}("), ("@", f"@{_GAP}")),
    ("*", "*"),
    _MARKDOWN_LINK,
    _URL,
)
# Telegram refuses what is longer than 4,096 characters, and older Alertmanagers cut it within a tag.
TELEGRAM = Markup(
    "telegram",
    (("@", f"@{_GAP}"),),
    ("<b>", "</b>"),
    '<a href="URL">TEXT</a>',
    most=3,
    longest=300,
    html=True,
    untitled=True,
)
# A backslash before another one breaks the line there.
JIRA = Markup(
    "jira",
    (
        ("&", "&amp;"),
        (r"\\", "&#92;"),
        (r"[\[\]{}!*_|~^+?]", r"\${0}"),
        (r"(?m)^([ \t]*)(h[1-6]\.|bq\.|[-#])", rf"${{1}}{_GAP}${{2}}"),
    ),
    ("*", "*"),
    "[TEXT|URL]",
    _URL,
)
# WeChat shows plain text and follows the tag of a link in it.
WECHAT = Markup("wechat", (("<", f"<{_GAP}"),), untitled=True)
