"""Notification channels. A new one is a module of this package and a line of CHANNELS.

A module holds everything about its channel: the model of what people write, the first release of Alertmanager that has
it, the recipient as people read it, and the settings as Alertmanager reads them. Secrets are named by the file that
holds them: no channel has a field for the secret itself.
"""

from __future__ import annotations

from slosmith.spec.oncall.channels.channel import Channel
from slosmith.spec.oncall.channels.discord import DISCORD
from slosmith.spec.oncall.channels.email import EMAIL
from slosmith.spec.oncall.channels.incidentio import INCIDENTIO
from slosmith.spec.oncall.channels.jira import JIRA
from slosmith.spec.oncall.channels.mattermost import MATTERMOST
from slosmith.spec.oncall.channels.msteams import MSTEAMS
from slosmith.spec.oncall.channels.opsgenie import OPSGENIE
from slosmith.spec.oncall.channels.pagerduty import PAGERDUTY
from slosmith.spec.oncall.channels.pushover import PUSHOVER
from slosmith.spec.oncall.channels.rocketchat import ROCKETCHAT
from slosmith.spec.oncall.channels.slack import SLACK
from slosmith.spec.oncall.channels.sns import SNS
from slosmith.spec.oncall.channels.telegram import TELEGRAM
from slosmith.spec.oncall.channels.victorops import VICTOROPS
from slosmith.spec.oncall.channels.webex import WEBEX
from slosmith.spec.oncall.channels.webhook import WEBHOOK
from slosmith.spec.oncall.channels.wechat import WECHAT

__all__ = ["CHANNELS", "Channel", "channel_of"]

# In the order in which their settings are written.
CHANNELS: tuple[Channel, ...] = (
    PAGERDUTY,
    OPSGENIE,
    VICTOROPS,
    INCIDENTIO,
    PUSHOVER,
    SLACK,
    MSTEAMS,
    DISCORD,
    MATTERMOST,
    ROCKETCHAT,
    WEBEX,
    TELEGRAM,
    WECHAT,
    JIRA,
    WEBHOOK,
    EMAIL,
    SNS,
)
_BY_KEY = {each.key: each for each in CHANNELS}


def channel_of(key: str) -> Channel:
    """The channel of an integration's kind."""
    return _BY_KEY[key]
