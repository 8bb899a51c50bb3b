"""The pages of the lessons, and a page to go through for each run that pushes a context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flasktutor import course, language, lesson, paths
from flasktutor.contexts import timeline
from flasktutor.lesson import Lesson
from flasktutor.page import Printed, Story, page
from flasktutor.runner.protocol import RunResult
from flasktutor.runner.runner import Runner
from flasktutor.steps.run import RunStep
from tests.site.markdown import fenced
from tests.site.words import word


def write(folder: Path, runner: Runner) -> list[str]:
    """Write them into `folder`; the names of the pages, in the order of the course."""
    own = Path(paths.own_lessons())
    spec = course.course(own, language.current())
    assert spec is not None
    ideas = course.ideas(own, language.current())
    read = [lesson.load(own / f"{name}.yaml", language.current()) for name in spec.lessons]
    names = []
    for one in read:
        lines = "\n".join(_page(one, ideas, folder, runner))
        (folder / f"{one.lesson}.md").write_text(lines, "utf-8")
        names.append(f"{one.lesson}.md")
    (folder / "index.md").write_text("\n".join(_index(read)), "utf-8")
    return ["index.md", *names]


def _index(read: list[Lesson]) -> Iterator[str]:
    yield f"# {word('lessons')}\n\n{word('lessons_intro')}\n"
    for one in read:
        yield f"- [{one.title}]({one.lesson}.md) (`{one.lesson}`): {one.summary}"


def _page(one: Lesson, ideas: dict[str, str], folder: Path, runner: Runner) -> Iterator[str]:
    yield f"# {one.title}\n\n{one.summary}\n"
    before = ", ".join(f"[{name}]({name}.md)" for name in one.requires)
    told = [word("minutes", minutes=one.minutes)]
    yield " · ".join(told + ([word("requires", names=before)] if before else [])) + "\n"
    before_it = f"--lang {language.current()} " if language.current() != "en" else ""
    yield f"{word('take')}:\n\n" + fenced(f"flasktutor {before_it}lesson {one.lesson}", "sh")
    taught = dict.fromkeys(idea for step in one.steps for idea in step.teaches)
    if taught:
        yield f"## {word('ideas')}\n\n" + "\n".join(f"- {ideas[idea]}" for idea in taught) + "\n"
    runs = list(_runs(one, folder, runner))
    if runs:
        yield f"## {word('runs')}\n"
        yield from runs


def _runs(one: Lesson, folder: Path, runner: Runner) -> Iterator[str]:
    for step in one.steps:
        if isinstance(step, RunStep) and step.holds_for(runner.flask_version):
            request = replace(step.request(one.setup, None), record=True)
            result = runner.run(request)
            if story := _story(f"{one.title}: {step.key}", request.setup, step.code, result):
                name = f"{one.lesson}--{step.key}.html"
                (folder / name).write_text(page(story), "utf-8")
                printed = f"{word('prints')}:\n\n{fenced(result.stdout)}" if result.stdout else ""
                yield f"### {step.key}\n\n{step.body}\n\n{fenced(step.code, 'python')}\n{printed}"
                yield f"[{word('go')}]({name}){{ .md-button }}\n"


def _story(title: str, setup: str, code: str, result: RunResult) -> Story | None:
    """The run as a page has it; None where it pushed no context."""
    drawn = timeline(result.events)
    if not drawn.frames:
        return None
    printed = (Printed(caption=word("prints"), text=result.stdout),) if result.stdout else ()
    return Story(
        title=title,
        timeline=drawn,
        sources={"setup.py": setup, "snippet.py": code},
        prologue="setup.py",
        printed=printed,
    )
