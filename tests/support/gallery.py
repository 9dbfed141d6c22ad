"""Screens as they are in both themes: what axe finds on each, and a picture of each."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

AXE = Path("web/node_modules/axe-core/axe.min.js")
ASK = """async rules => (await axe.run(rules.length ? { runOnly: rules } : {})).violations
    .map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' '))"""
STILL = """Promise.all(document.getAnimations()
    .filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished.catch(() => null)))"""
NARROW = 760
WIDTHS = (1440, 390)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, one line each; of these rules, or of all."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    return list(page.evaluate(ASK, rules))


@dataclass
class Gallery:
    """Looks at one screen after the other, each in both themes: what axe finds, and a picture.

    The page is light before and after. Of what axe asks, only the contrast depends on the theme.
    """

    page: Page
    folder: Path
    suffix: str
    found: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, name: str, *, full_page: bool = False) -> None:
        for theme, rules in (("light", ()), ("dark", ("color-contrast",))):
            self._dress(theme)
            self.found[f"{name}-{theme}"] = violations(self.page, *rules)
            self.page.screenshot(path=self.folder / f"{name}-{theme}-{self.suffix}.png", full_page=full_page)
        self._dress("light")

    def _dress(self, theme: str) -> None:
        """Another theme, as the system says it; by hand where the page's own program does not run."""
        self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        self.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        # Half faded in, nothing has the contrast it will have.
        self.page.evaluate(STILL)

    def judge(self) -> None:
        assert not any(self.found.values()), json.dumps({k: v for k, v in self.found.items() if v}, indent=2)
