"""Settings: named, typed, missing ones told by name."""

import pytest

from lambdesk.kit.settings import MissingSetting, Settings, from_environment


def test_only_our_own_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDESK_TABLE_NAME", "tickets")
    monkeypatch.setenv("TABLE_NAME", "somebody-elses")
    settings = from_environment()
    assert settings.table_name == "tickets"
    assert "PATH" not in settings.values


@pytest.mark.parametrize("values", [{}, {"TABLE_NAME": ""}])
def test_a_missing_setting_is_told_by_its_name(values: dict[str, str]) -> None:
    with pytest.raises(MissingSetting, match="LAMBDESK_TABLE_NAME"):
        _ = Settings(values).table_name


SETTINGS = sorted(name for name, value in vars(Settings).items() if isinstance(value, property))


@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "log_level"])
def test_a_property_reads_the_variable_of_its_name(name: str) -> None:
    assert getattr(Settings({name.upper(): "value"}), name) == "value"
