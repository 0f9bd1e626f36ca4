"""Countries are known as people write them, and nothing is taken for a country that could be another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.countries import region_of

WRITTEN = {
    "US": ["US", "us ", "USA", "U.S.", "U. S. A.", "United States", "the United States of America",
           "United States (US)", "Estados Unidos", "États-Unis", "Vereinigte Staaten", "+1", "840"],
    "GB": ["GB", "UK", "U.K.", "GBR", "England", "Great Britain (UK)", "Royaume-Uni", "Reino Unido"],
    "AU": ["AUS", "Australia", "australia "],
    "AT": ["Österreich", "Osterreich", "Oesterreich", "Austria", "AUT"],
    "DE": ["Deutschland", "DE - Germany", "Allemagne", "Alemania", "🇩🇪", "+49", "0049"],
    "ES": ["España", "Espana", "Spain", "ESP", "Spanien"],
    "RU": ["Russian Federation", "Russia", "Россия"],
    "VN": ["Viet Nam", "Vietnam", "Việt Nam"],
    "TR": ["Türkiye", "TÜRKİYE", "Turkiye", "Turkey", "Türkei"],
    "JP": ["日本", "Japan", "JPN"],
    "CN": ["中国", "China", "People's Republic of China"],
    "KR": ["대한민국", "한국", "South Korea", "Korea, Republic of", "Republic of Korea"],
    "GR": ["Ελλάδα", "Greece", "EL"],
    "CH": ["Schweiz", "Suisse", "Svizzera", "Switzerland"],
    "NL": ["Nederland", "The Netherlands", "Holland", "NLD"],
    "CZ": ["Czech Republic", "Czechia", "Česko"],
    "CI": ["Côte d'Ivoire", "Cote d Ivoire", "Ivory Coast"],
    "IE": ["Ireland", "Éire", "Irland", "Republic of Ireland"],
    "IS": ["Iceland", "Ísland", "Island"],
    "IR": ["Iran, Islamic Republic of", "Iran"],
    "BO": ["Bolivia", "Bolivia (Plurinational State of)"],
    "TT": ["Trinidad & Tobago", "Trinidad and Tobago"],
    "GE": ["Georgia", "საქართველო"],
    "SE": ["Sweden", "Sverige", "SWE"],
    "AE": ["UAE", "United Arab Emirates"],
}  # fmt: skip


@pytest.mark.parametrize(("region", "written"), [(region, each) for region in WRITTEN for each in WRITTEN[region]])
def test_a_country_is_known_as_people_write_it(region: str, written: str) -> None:
    assert region_of(written) == region


@pytest.mark.parametrize(
    "written", ["", " ", "Narnia", "XX", "Congo", "Germany or Austria", "DE, AT", "n/a", "-", "x" * 300]
)
def test_what_names_no_country_or_several_names_none(written: str) -> None:
    assert region_of(written) is None


@given(st.text(max_size=120))
def test_no_input_raises(written: str) -> None:
    found = region_of(written)
    assert found is None or (len(found) == 2 and found.isupper())
