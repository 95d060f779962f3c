"""Our domains, and those that are made to be taken for them."""

from datetime import timedelta

import pytest

from core.config import load
from core.storage import Storage
from moderation.hosts import host, pretends
from moderation.likeness import resembles
from moderation.protected import Protected
from moderation.surroundings import lists
from tests.moderation.test_feature import CONFIG, say, street

OURS = Protected(["House of Traders"], ["coinhaven", "kumo", "oxr"])
COMMON = Protected(["House of Traders"], ["example", "community", "support"])
HAVEN = CONFIG.replace(
    "[moderation]",
    '[official]\ndomains = ["coinhaven.com"]\n'
    "[moderation]\nnewcomer_days = 1\nnewcomer_messages = 1",
)


@pytest.mark.parametrize(
    "name",
    [
        "coinhaven-login.net", "c0inhaven.com", "coinhavven.io", "coinhaven.io", "my-coinhaven.org",
        "coinhaven.com.evil.io", "cоinhaven.com", "kumo-wallet.app", "kumo-login.xyz",
        "oxr-support.com",
    ],
)  # fmt: skip
def test_the_label_of_our_domain_is_ours_in_others(name: str) -> None:
    assert pretends(host(name), OURS) >= 0.5


@pytest.mark.parametrize(
    "name",
    [
        "coinhouse.com", "haven.net", "coin.org", "kumo.jp", "kuma-login.net", "sumo.pro",
        "foxr-help.com", "oxrock.pro",
    ],
)  # fmt: skip
def test_what_shares_a_part_with_our_domain_is_somebody_elses(name: str) -> None:
    assert pretends(host(name), OURS) == 0.0


@pytest.mark.parametrize(
    "name",
    [
        "examp1e.com", "еxample.org", "example-login.net", "login-example.com", "examplewallet.app",
        "secure-example-account.com", "c0mmunity.io", "community-airdrop.xyz", "supp0rt.com",
    ],
)  # fmt: skip
def test_a_word_that_many_bear_is_ours_in_disguise_or_beside_a_lure(name: str) -> None:
    assert pretends(host(name), COMMON) >= 0.5


@pytest.mark.parametrize(
    "name",
    [
        "example.org", "community.de", "mycommunity.com", "support.google.com", "itsupport.net",
        "community-college.edu", "examples.com", "exampel.com", "support-help.de", "the-example.io",
        "militarycommunity.org", "communityapps.net", "support.com", "login.gov",
    ],
)  # fmt: skip
def test_a_word_that_many_bear_is_free_for_others(name: str) -> None:
    assert pretends(host(name), COMMON) == 0.0


@pytest.mark.parametrize("name", ["Coinhaven Fan", "coinhaven", "Coinhaven Support"])
def test_people_may_be_called_like_a_domain(name: str) -> None:
    """Who they may not be called like is said by the protected names."""
    assert resembles(name, OURS) == resembles(name, Protected(["House of Traders"]))


@pytest.mark.parametrize(
    ("domain", "label"),
    [
        ("coinhaven.com", "coinhaven"), ("help.coinhaven.co.uk", "coinhaven"),
        ("coinhaven.vercel.app", "coinhaven"), ("coinhaven.github.io", "coinhaven"),
    ],
)  # fmt: skip
def test_of_an_official_domain_its_own_label_is_protected(domain: str, label: str) -> None:
    config = load(f'[official]\ndomains = ["{domain}"]', {}, platforms={})
    assert lists(config).labels == (label,)


@pytest.mark.parametrize("host_name", ["coinhaven-login.net", "c0inhaven.com"])
async def test_a_look_alike_of_our_domain_is_held_whoever_gives_it(
    storage: Storage, host_name: str
) -> None:
    async with street(storage, HAVEN) as (house, platform):
        await say(house, "ann", "good morning everybody")
        house.shift += timedelta(days=1)
        await say(house, "ann", "see some-site.org and coinhaven.com")
        assert platform.removed() == []  # she is known
        said = await say(house, "ann", f"see {host_name} for more")
        assert platform.removed() == [said]
        assert "a link (looks like ours), message held" in platform.cards()[-1].text
        await say(house, "bob", f"never go to {host_name} please")
        assert platform.removed() == [said]  # staff warns of it
