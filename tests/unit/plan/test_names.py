"""Alert names: identifiers, however the title is written."""

from __future__ import annotations

import pytest

from slosmith.plan.names import upper_camel


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout availability", "CheckoutAvailability"),
        ("Order fulfillment time (P95)", "OrderFulfillmentTimeP95"),
        ("HTTP 5xx", "HTTP5xx"),
        ("naïve façade", "NaiveFacade"),
        ("a/b_c-d.e", "ABCDE"),
        ("99 red balloons", "Slo99RedBalloons"),
        ("可用性", "SLOSHOP001"),
        ("99.9%", "SLOSHOP001"),
        ("!", "SLOSHOP001"),
    ],
)
def test_upper_camel(title: str, name: str) -> None:
    assert upper_camel(title, "SLO-SHOP-001") == name
