-- What version 0.1.0 kept: `start`, a lesson taken through a pipe and begun again, and an
-- answer given while the clock was set back.
PRAGMA application_id = 1179407445;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE attempt (
            id TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            result TEXT NOT NULL,
            at TEXT NOT NULL,
            answer TEXT NOT NULL,
            hints INTEGER NOT NULL,
            seconds REAL NOT NULL,
            misconception TEXT,
            review INTEGER NOT NULL
        );
INSERT INTO "attempt" VALUES('92d676e7322e70b38847be25047f12d7','lessons/sampler','read','seen','2026-11-25T14:54:24.752800+00:00','',0,0.004113,NULL,0);
INSERT INTO "attempt" VALUES('98ee01a1bfda46f81b5b65479f4c4d52','lessons/sampler','go','seen','2026-11-25T14:54:24.994737+00:00','',0,0.238204,NULL,0);
INSERT INTO "attempt" VALUES('1f93386b476fc135fde2a647f63f5a3b','lessons/sampler','guess','right','2026-11-25T14:54:25.009392+00:00','[0]',0,0.008667,NULL,0);
INSERT INTO "attempt" VALUES('85f53a70d350ba0c8603c51e19799d89','lessons/sampler','pick','right','2026-11-25T14:54:25.025239+00:00','[0]',0,0.000458,NULL,0);
INSERT INTO "attempt" VALUES('937024fffe6d82a8f81b05034eaf8b40','lessons/sampler','several','wrong','2026-11-25T14:54:25.028770+00:00','[0, 2]',0,0.001773,NULL,0);
INSERT INTO "attempt" VALUES('b587b68b7da0f9c8b35590dad6d5e65d','lessons/sampler','blanks','wrong','2026-11-25T14:54:25.046541+00:00','["1 2", "n"]',0,0.01664,NULL,0);
INSERT INTO "attempt" VALUES('b2f47f9fb1b8aff573bbc2bc3d9a5eb9','lessons/sampler','blanks','wrong','2026-11-25T14:54:25.058470+00:00','["print(\"hello\")", "."]',0,0.028569,NULL,0);
INSERT INTO "attempt" VALUES('325c8f247ce2026bf3101ed9c5ae8f64','lessons/sampler','read','seen','2026-11-25T14:54:25.252923+00:00','',0,0.000674,NULL,0);
INSERT INTO "attempt" VALUES('8b410a6a6eabae64a8e7026edbfca36f','lessons/sampler','go','seen','2026-11-25T14:54:25.407652+00:00','',0,0.154383,NULL,0);
INSERT INTO "attempt" VALUES('86ec8673515ce1b2294470fa589b6ad8','lessons/sampler','guess','wrong','2026-11-25T14:54:25.416447+00:00','[1]',0,0.008005,'idea',0);
INSERT INTO "attempt" VALUES('6b601728a9b5938677f72d8c231e1a44','lessons/sampler','pick','wrong','2026-11-25T14:54:25.429082+00:00','[2]',0,0.003141,NULL,0);
INSERT INTO "attempt" VALUES('040f095ba8440c4a0ea9512aff10c990','contexts','one-name','wrong','2026-11-25T14:54:25.503356+00:00','[1]',0,-3571.25,NULL,0);
CREATE TABLE card (
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            due TEXT NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (lesson, step)
        );
INSERT INTO "card" VALUES('lessons/sampler','blanks','2026-11-25T14:55:25.048640+00:00','{"card_id": 0, "state": 1, "step": 0, "stability": 0.212, "difficulty": 6.4133, "due": "2026-11-25T14:55:25.048640+00:00", "last_review": "2026-11-25T14:54:25.048640+00:00"}');
INSERT INTO "card" VALUES('lessons/sampler','guess','2026-11-25T15:04:25.417717+00:00','{"card_id": 0, "state": 3, "step": 0, "stability": 2.5625081682260777, "difficulty": 7.0269895692968385, "due": "2026-11-25T15:04:25.417717+00:00", "last_review": "2026-11-25T14:54:25.417717+00:00"}');
INSERT INTO "card" VALUES('lessons/sampler','pick','2026-11-25T15:04:25.430228+00:00','{"card_id": 0, "state": 3, "step": 0, "stability": 2.5625081682260777, "difficulty": 7.0269895692968385, "due": "2026-11-25T15:04:25.430228+00:00", "last_review": "2026-11-25T14:54:25.430228+00:00"}');
CREATE TABLE draft (
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (lesson, step)
        );
CREATE TABLE place (
            lesson TEXT PRIMARY KEY NOT NULL,
            step TEXT NOT NULL,
            finished INTEGER NOT NULL,
            at TEXT NOT NULL
        );
INSERT INTO "place" VALUES('lessons/sampler','pick',0,'2026-11-25T14:54:25.426049+00:00');
CREATE TABLE setting (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        );
INSERT INTO "setting" VALUES('language','id');
INSERT INTO "setting" VALUES('level','basics');
INSERT INTO "setting" VALUES('trust:680202443f6c6e75210c5528411971d61f3cebe99d135eaf12a02ed94a13b3b2','agreed');
INSERT INTO "setting" VALUES('begun:lessons/sampler','2026-11-25T14:54:25.250230+00:00');
COMMIT;
