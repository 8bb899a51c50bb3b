"""The screen of a terminal: rich draws, questionary and prompt_toolkit ask."""
