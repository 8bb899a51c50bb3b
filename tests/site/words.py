"""The words of the site that stand nowhere in the program."""

from __future__ import annotations

from flasktutor import language

WORDS = {
    "en": {
        "home": "Home",
        "lessons": "Lessons",
        "lessons_intro": "Each lesson with what it is about, and runs of it to go through in a "
        "browser: every context that is pushed, line by line.",
        "minutes": "{minutes} minutes",
        "requires": "after {names}",
        "ideas": "What it teaches",
        "take": "Take it",
        "runs": "Runs to go through",
        "prints": "It prints",
        "go": "Go through this run",
        "commands": "Commands",
        "commands_intro": "What `--help` says of each command.",
        "causes": "Causes of errors",
        "causes_intro": "What `flasktutor explain` knows, cause by cause. Commands are those for "
        "Linux and macOS; `flasktutor explain ID` shows those for your system.",
        "example": "It looks like this:",
        "confirm": "What would make it certain",
        "repair": "Repair",
        "read_on": "Flask's documentation",
        "project": "Project",
        "clashes": "Versions that clash",
    },
    "id": {
        "home": "Beranda",
        "lessons": "Pelajaran",
        "lessons_intro": "Setiap pelajaran: apa isinya, dan program darinya yang bisa ditelusuri "
        "di peramban: setiap context yang di-push, baris demi baris.",
        "minutes": "{minutes} menit",
        "requires": "setelah {names}",
        "ideas": "Yang diajarkan",
        "take": "Ikuti",
        "runs": "Program untuk ditelusuri",
        "prints": "Yang dicetak",
        "go": "Telusuri program ini",
        "commands": "Perintah",
        "commands_intro": "Yang dikatakan `--help` tentang setiap perintah.",
        "causes": "Penyebab error",
        "causes_intro": "Yang diketahui `flasktutor explain`, satu per satu. Perintah yang ditulis "
        "adalah untuk Linux dan macOS; `flasktutor explain ID` menampilkan yang untuk sistemmu.",
        "example": "Seperti ini bentuknya:",
        "confirm": "Yang akan memastikannya",
        "repair": "Perbaikan",
        "read_on": "Dokumentasi Flask",
        "project": "Proyek",
        "clashes": "Versi yang tidak cocok",
        "intro": "Tutor di terminal yang membuat pemasangan Flask dan context-nya benar-benar "
        "jelas. Kamu membaca sedikit, menebak apa yang akan dilakukan kode, "
        "menjalankannya, menulis dan memperbaikinya; pertanyaannya kembali sebelum kamu lupa.",
        "begin": "Mulai",
        "english": "Dokumentasi lainnya ada dalam bahasa Inggris.",
    },
}  # fmt: skip


def word(name: str, **facts: object) -> str:
    """A word of the site in the language in use."""
    return WORDS[language.current()][name].format(**facts)
