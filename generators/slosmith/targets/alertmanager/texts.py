"""The texts of a notification as Go templates: what is wrong, what it means, what to do.

They are read at three in the morning, on a telephone: the first line says it all, links come before labels. One source
serves every markup; `<<value>>` is a value that is escaped, `**` our own bold.
"""

from __future__ import annotations

import json
import re

from slosmith.spec.oncall.channels.markup import Markup

# Of a group of alerts that fire and alerts that are over, the first that fires stands for all.
_SHARED = """\
{{ define "NAME.summary" }}<<or .Annotations.summary .Labels.alertname>>{{ end }}
{{ define "NAME.headline" -}}
{{ if .Alerts.Firing }}{{ template "NAME.summary" (index .Alerts.Firing 0) }}
{{- else if .Alerts }}{{ template "NAME.summary" (index .Alerts 0) }}{{ end }}
{{- end }}
{{ define "NAME.title" -}}
[{{ if .Alerts.Firing }}<<or .CommonLabels.severity "alert" | toUpper>>{{ else }}RESOLVED{{ end }}
{{- if gt (len .Alerts.Firing) 1 }}, {{ len .Alerts.Firing }} alerts{{ end }}]
{{- with .CommonLabels.service }} <<.>>:{{ end }} {{ template "NAME.headline" . }}
{{- end }}
"""
_SUBJECT = """\
{{ define "slosmith.subject" -}}
{{ printf "%.99s" (printf "[%s] %s %s" (or .CommonLabels.severity "alert" | toUpper) .CommonLabels.service (or .CommonLabels.alertname .CommonLabels.slo)) }}
{{- end }}
{{ define "slosmith.playbook" }}{{ .CommonAnnotations.runbook_url }}{{ end }}
{{ define "slosmith.dashboard" }}{{ .CommonAnnotations.dashboard_url }}{{ end }}
"""
_TEXT = """\
{{ define "NAME.text" -}}
{{ range .Alerts.Firing }}{{ template "NAME.alert" . }}
{{ end }}
{{- if .Alerts.Resolved }}{{ template "NAME.resolved" . }}
{{ end }}
{{- template "NAME.response" . }}
{{- end }}
"""
_FIRST = """\
{{ define "NAME.text" -}}
{{ range $place, $alert := .Alerts.Firing }}{{ if lt $place MOST }}{{ template "NAME.alert" $alert }}
{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) MOST }}These are the first MOST of {{ len .Alerts.Firing }} alerts.
{{ end }}
{{- if and .Alerts.Resolved (not .Alerts.Firing) }}{{ template "NAME.resolved" . }}
{{ end }}
{{- template "NAME.response" . }}
{{- end }}
"""
_MESSAGE = """\
{{ define "NAME.message" -}}
**{{ template "NAME.title" . }}**

{{ template "NAME.text" . }}
{{- end }}
"""
_PLAIN_ALERT = """\
{{ define "NAME.alert" -}}
{{ template "NAME.summary" . }}
{{ with .Annotations.description }}
<<.>>
{{ end }}
{{- with .Annotations.playbook_note }}<<.>>
{{ end }}
{{- if .Annotations.runbook_url }}
Playbook{{ with .Annotations.playbook }} <<.>>{{ end }}: <<.Annotations.runbook_url>>
{{- else if .Annotations.playbook }}
Playbook <<.Annotations.playbook>>
{{- end }}
{{- with .Annotations.dashboard_url }}
Dashboard: <<.>>
{{- end }}
{{- with .GeneratorURL }}
Query: <<.>>
{{- end }}
{{ template "NAME.labels" . }}
{{ end }}
"""
_MARKED_ALERT = """\
{{ define "NAME.alert" -}}
**{{ template "NAME.summary" . }}**
{{- with .Annotations.description }}
<<.>>
{{- end }}
{{- with .Annotations.playbook_note }}
<<.>>
{{- end }}
{{ if .Annotations.runbook_url }}LINK_RUNBOOK  {{ else if .Annotations.playbook }}Playbook <<.Annotations.playbook>>  {{ end }}
{{- with .Annotations.dashboard_url }}LINK_DASHBOARD  {{ end }}
{{- with .GeneratorURL }}LINK_QUERY{{ end }}
{{ template "NAME.labels" . }}
{{ end }}
"""
_LABELS = """\
{{ define "NAME.labels" -}}
Alert <<.Labels.alertname>>{{ with .Labels.slo }}, <<.>>{{ end }}{{ with .Labels.service }}, service <<.>>{{ end }}
{{- with .Labels.owner }}, owner <<.>>{{ end }}
{{- range (.Labels.Remove (stringSlice "alertname" "slo" "service" "owner" "severity" "scope" "long_window" "short_window" "burn_rate")).SortedPairs }}, <<.Name>> <<.Value>>{{ end }}
{{- if not .StartsAt.IsZero }}, since {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }}{{ end }}
{{- end }}
"""
_RESOLVED = """\
{{ define "NAME.resolved" }}{{ range .Alerts.Resolved }}Over: {{ template "NAME.summary" . }}
{{ end }}{{ end }}
"""
_FEW_RESOLVED = """\
{{ define "NAME.resolved" }}{{ range $place, $alert := .Alerts.Resolved }}{{ if lt $place MOST }}Over: {{ template "NAME.summary" $alert }}
{{ end }}{{ end }}{{ end }}
"""
_VALUE = re.compile(r"<<(.+?)>>")


def subject_texts() -> str:
    """What stands alone: the subject of an SNS message, the links of a group."""
    return _SUBJECT


def message_texts(markup: Markup) -> str:
    """The templates `title`, `text` and their parts, named after the markup."""
    alert = _MARKED_ALERT if markup.link else _PLAIN_ALERT
    text, resolved = (_FIRST, _FEW_RESOLVED) if markup.most else (_TEXT, _RESOLVED)
    message = (_MESSAGE,) if markup.untitled else ()
    parts = (_SHARED, *message, text, alert, _LABELS, resolved)
    return _escapes(markup) + "".join(_written(each, markup) for each in parts)


def _written(source: str, markup: Markup) -> str:
    bold = iter(markup.bold * source.count("**"))
    text = re.sub(r"\*\*", lambda _: next(bold), source)
    for name, url, words in (
        (
            "LINK_RUNBOOK",
            ".Annotations.runbook_url",
            "Playbook{{ with .Annotations.playbook }} <<.>>{{ end }}",
        ),
        ("LINK_DASHBOARD", ".", "Dashboard"),
        ("LINK_QUERY", ".", "Query"),
    ):
        text = text.replace(name, markup.link.replace("TEXT", words).replace("URL", _url(markup, url)))
    text = _VALUE.sub(lambda found: _value(markup, found[1]), text)
    text = text.replace("NAME", markup.prefix).replace("MOST", str(markup.most))
    return text if markup.newline == "\n" else _lines_apart(text, markup.newline)


def _lines_apart(text: str, newline: str) -> str:
    """Line ends within a template; between two templates the file keeps single ones."""
    return text.replace("\n", newline).replace(f"{newline}{{{{ define", "\n{{ define").rstrip("\n") + "\n"


def _value(markup: Markup, expression: str) -> str:
    if not _changes(markup):
        return f"{{{{ {expression} }}}}"
    value = expression if re.fullmatch(r"[.\w]+", expression) else f"({expression})"
    return f'{{{{ template "{markup.prefix}.escape" {value} }}}}'


def _url(markup: Markup, expression: str) -> str:
    if not markup.url:
        return f"{{{{ {expression} }}}}"
    return f'{{{{ template "{markup.prefix}.url" {expression} }}}}'


def _changes(markup: Markup) -> bool:
    return bool(markup.escapes or markup.longest)


def _escapes(markup: Markup) -> str:
    text = ""
    if _changes(markup):
        first = f'printf "%.{markup.longest}s" .' if markup.longest else "."
        text += _define(f"{markup.prefix}.escape", first, markup.escapes)
    if markup.url:
        text += _define(f"{markup.prefix}.url", ".", markup.url)
    return text


def _define(name: str, first: str, escapes: tuple[tuple[str, str], ...]) -> str:
    steps = [first, *(f"reReplaceAll {_quoted(pattern)} {_quoted(text)}" for pattern, text in escapes)]
    return f'{{{{ define "{name}" }}}}{{{{ {" | ".join(steps)} }}}}{{{{ end }}}}\n'


def _quoted(text: str) -> str:
    """A string of Go; what JSON escapes, Go reads alike. Signs without a width are written as escapes, to be seen."""
    return json.dumps(text)
