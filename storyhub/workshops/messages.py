"""Sentences for what workshops refuse."""

from typing import Any

from flask_babel import lazy_gettext

MESSAGES: dict[str, Any] = {
    "workshop_moved": lazy_gettext("The room has moved on since you opened this page. It now shows where the room is."),
    "workshop_moved_by": lazy_gettext("It was %(name)s who moved it."),
    "join_unknown_input": lazy_gettext("This method takes in nothing that is called “%(input)s”."),
    "join_no_exercise": lazy_gettext(
        "“%(input)s” is to come from an exercise that is no longer on the agenda. Choose another one."
    ),
    "join_comes_later": lazy_gettext(
        "“%(input)s” is to come from “%(exercise)s”, which comes later. Move one of the two, or choose another one."
    ),
    "join_no_output": lazy_gettext("“%(exercise)s” does not give what “%(input)s” is to take from it."),
    "join_other_type": lazy_gettext(
        "“%(output)s” from “%(exercise)s” does not fit “%(input)s”: that takes other cards."
    ),
    "join_too_few": lazy_gettext(
        "“%(input)s” needs at least %(needs)s cards, and “%(output)s” from “%(exercise)s” gives at most %(gives)s."
    ),
    "join_no_words": lazy_gettext("“%(input)s” takes cards from an earlier exercise; words alone do not do."),
    "join_unfilled": lazy_gettext(
        "“%(input)s” is needed, and nothing fills it. Put an exercise before this one that gives it."
    ),
    "workshop_changed": lazy_gettext(
        "Somebody saved this workshop since you opened the page. Below is what you typed here, and under it what was kept. "
        "Bring together what you need and save again."
    ),
    "workshop_elsewhere": lazy_gettext(
        "Somebody was faster: the workshop is at another stage already. Look at it again."
    ),
    "workshop_not_open": lazy_gettext("This workshop is not open now."),
    "workshop_full": lazy_gettext(
        "Every seat in this workshop is taken. Ask a facilitator, or join in on a neighbour’s phone."
    ),
    "workshop_ran": lazy_gettext(
        "People sat in this workshop, so it is not thrown away. You can hide its results from the public."
    ),
    "workshop_closed_for_good": lazy_gettext(
        "It was closed more than a day ago and stays closed. Duplicate it to go on with the same agenda."
    ),
    "workshop_title_missing": lazy_gettext("Give the workshop a title."),
    "workshop_start_missing": lazy_gettext("Say when it begins."),
    "workshop_place_missing": lazy_gettext("Say where it takes place."),
    "workshop_language": lazy_gettext("Choose the language of the workshop."),
    "workshop_year": lazy_gettext("Give a year between 2000 and 2200."),
    "workshop_group_size": lazy_gettext("A table has between 3 and 10 people."),
    "workshop_groups": lazy_gettext("A room has between 1 and 60 tables."),
    "workshop_keeping_days": lazy_gettext("Names of seats are kept between 1 and 365 days."),
    "workshop_ends_early": lazy_gettext("It must end after it begins."),
    "workshop_minutes": lazy_gettext("That many minutes cannot be given."),
    "workshop_no_clock": lazy_gettext("No step is running now."),
    "workshop_scene": lazy_gettext("The stage cannot show that."),
    "workshop_moment": lazy_gettext("Write a day and an hour, like 2026-05-03T18:00."),
    "workshop_path": lazy_gettext("Choose what to begin with."),
    "exercise_gone": lazy_gettext("That exercise is not on the agenda any more. Here is the agenda as it stands now."),
    "agenda_changed": lazy_gettext(
        "Somebody changed the agenda since you opened the page. What you chose is still here: look at it and save again."
    ),
    "agenda_missing": lazy_gettext("Put at least one exercise on the agenda first."),
    "agenda_full": lazy_gettext("An agenda holds up to 30 exercises."),
    "agenda_day": lazy_gettext("Days go from 1 to 10 and do not run backwards."),
    "agenda_closed": lazy_gettext("The workshop is closed; its agenda stays as it was."),
    "agenda_over": lazy_gettext("That was the last step. Add an exercise to go on, or close the workshop."),
    "agenda_at_the_beginning": lazy_gettext("This is the first step."),
    "exercise_begun": lazy_gettext("The room has begun with this already, so it stays where it is."),
    "step_needed": lazy_gettext("The exercise does not work without this step."),
    "restore_elsewhere": lazy_gettext(
        "That was kept in another exercise. Only the boards of the present one can be laid back."
    ),
    "desk_held": lazy_gettext("%(name)s holds the desk and moves the room. You can take the desk if you agree on it."),
    "seat_language": lazy_gettext("Choose a language."),
    "seat_phrase_unknown": lazy_gettext(
        "Nobody in this workshop has these four words. Look at the spelling and the order."
    ),
    "seat_phrase_too_many": lazy_gettext(
        "Many wrong words came to this workshop. Wait a few minutes, or ask a facilitator for help."
    ),
    "join_code_unknown": lazy_gettext(
        "No workshop has these letters. Look at the screen in the hall again: six letters, no digits."
    ),
    "seat_too_quick": lazy_gettext("That was very quick. Wait a moment; what you wrote is still here."),
    "seat_not_there": lazy_gettext("That is not on the table any more. Here is what lies there now."),
    "stack_two": lazy_gettext("Tick at least two cards, or one card and a heap to put it on."),
    "link_two": lazy_gettext("Choose both cards: where the line begins and where it ends."),
    "rate_something": lazy_gettext("Choose a number, or skip this one."),
    "step_over": lazy_gettext("This step has ended. What you wrote is still here."),
    "step_full": lazy_gettext("All cards of this step are written: %(limit)s. Take one back to write another."),
    "card_changed": lazy_gettext("Other words stand on this card now. Compare both before you save."),
    "card_reworded": lazy_gettext("Its words were changed a moment ago. Read them once more, then decide."),
    "card_of_another": lazy_gettext("Somebody else wrote this card; only they can change it."),
    "card_gone": lazy_gettext("This card is not on the board any more."),
    "card_carries_others": lazy_gettext("Other cards hang on this one, so it stays."),
    "card_empty": lazy_gettext("Write a few words first."),
    "field_missing": lazy_gettext("Please fill this in."),
    "choice_unknown": lazy_gettext("Choose one of the answers."),
    "year_unreadable": lazy_gettext("Write a year in four digits, like 2040."),
    "number_unreadable": lazy_gettext("Write a number."),
    "day_unreadable": lazy_gettext("Choose a day."),
    "value_outside": lazy_gettext("Choose a number of the scale."),
    "card_unchosen": lazy_gettext("Choose a card"),
    "zone_missing": lazy_gettext("Choose where it belongs."),
    "zone_closed": lazy_gettext("This card cannot lie there in this step. Choose another place."),
    "place_outside": lazy_gettext("Both numbers go from 0 to 100."),
    "parent_missing": lazy_gettext("Choose the card that it follows from."),
    "parent_gone": lazy_gettext("The card that it follows from is not there any more. Choose another one."),
    "parent_elsewhere": lazy_gettext("It cannot follow from that card. Choose another one."),
    "move_gone": lazy_gettext("Somebody has moved the card since. It stays where it is now."),
    "same_card": lazy_gettext("Choose two different cards."),
    "has_parent": lazy_gettext("This card follows from another one already."),
    "lines_full": lazy_gettext("No more than %(most)s such lines lead from one card."),
    "line_elsewhere": lazy_gettext("No such line leads between these two cards."),
    "nothing_left": lazy_gettext("You have given all your dots. Take one back to give it to another card."),
    "card_full": lazy_gettext("You can give one card at most %(most)s."),
    "picked_already": lazy_gettext("This card is chosen already. Choose two different ones."),
    "twins_missing": lazy_gettext("Choose the cards that say the same."),
    "sheet_changed": lazy_gettext(
        "Somebody at your table saved this sheet while you were writing. Below is what you wrote, and what they saved. "
        "Bring both together and save again."
    ),
    "rehearsal_runs": lazy_gettext("A rehearsal is being played in this town already. Stop it, or wait until it ends."),
    "rehearsal_busy": lazy_gettext(
        "Another town rehearses on this machine, or people sit in a workshop now. Try again when they have finished."
    ),
    "heap_name_held": lazy_gettext(
        "In this workshop a facilitator looks at words before others see them. Tell them what to call this heap."
    ),
    "objections_open": lazy_gettext(
        "Somebody said “I cannot live with this” and nobody has answered yet (%(count)s). Answer first, then go on."
    ),
    "outcome_revised": lazy_gettext(
        "Somebody changed this record since you opened the page. What you typed is still here, beside what was kept. "
        "Bring both together and save again."
    ),
    "outcome_nobody": lazy_gettext("Nobody looks after it yet. Write down who does first."),
    "promise_day": lazy_gettext("Choose a day that is still to come."),
    "outcome_result_missing": lazy_gettext("Say in a sentence what came of it."),
    "table_full": lazy_gettext("%(most)s stories lie on the table. Take one off to put another one there."),
    "card_backed_enough": lazy_gettext("%(most)s stories stand behind this card; more would not be heard."),
    "paper_format_missing": lazy_gettext("Tick at least one file."),
    "paper_too_early": lazy_gettext("There is nothing to take home before the workshop has begun."),
    "paper_failed": lazy_gettext(
        "The file could not be made. Try again; if it happens twice, tell whoever runs the site."
    ),
    "paper_press_missing": lazy_gettext(
        "This machine cannot make reports for paper: the program Pango is not installed on it. Whoever runs the site can "
        "add it. The other files can be made meanwhile."
    ),
    "paper_room_moves": lazy_gettext("The room wrote on while the file was made. Ask again when the step is over."),
    "paper_outdated": lazy_gettext(
        "Something in the workshop changed since this file was made, or its time is over, so it is not handed out any "
        "more. Have it made again."
    ),
    "rehearsal_old_next_moved": lazy_gettext("A second “next” from an old page moved the room again."),
    "rehearsal_next_twice_moved": lazy_gettext("The same “next” pressed twice moved the room twice."),
    "rehearsal_too_few_to_pick": lazy_gettext(
        "There were not enough cards to pick from in “%(step)s” of “%(method)s”."
    ),
    "rehearsal_card_lies_often": lazy_gettext("A card lay %(times)s times on the boards instead of once."),
    "rehearsal_desk_refused": lazy_gettext(
        "The desk was refused something that the agenda asks of it (%(act)s: %(reason)s)."
    ),
    "rehearsal_number_ran_back": lazy_gettext("A phone was shown an older state after a newer one."),
    "rehearsal_watcher_saw": lazy_gettext(
        "What somebody sees who does nothing changed while others judged or voted in secret."
    ),
    "rehearsal_join_answered": lazy_gettext("Somebody could not join (answer %(status)s)."),
    "rehearsal_join_twice": lazy_gettext("Joining twice by a double tap gave two seats."),
    "rehearsal_no_way_to_leave": lazy_gettext("Somebody found no way to leave their seat."),
    "rehearsal_no_way_back": lazy_gettext("Somebody found no way back with the four words."),
    "rehearsal_words_brought_nobody": lazy_gettext("The four words did not bring somebody back to their seat."),
    "rehearsal_no_answer": lazy_gettext("The server did not answer (%(what)s)."),
    "rehearsal_player_stopped": lazy_gettext("%(who)s could not go on (%(what)s)."),
    "rehearsal_stage_not_open": lazy_gettext("The stage did not open."),
    "rehearsal_stage_answered": lazy_gettext("The stage was not shown (answer %(status)s)."),
    "rehearsal_card_not_there": lazy_gettext("A card was taken in and is not there."),
    "rehearsal_told_no_yet_kept": lazy_gettext(
        "A phone was told no, and yet it was kept (%(act)s, answer %(status)s)."
    ),
    "rehearsal_event_without_card": lazy_gettext("Something happened to a card that is not there."),
    "rehearsal_lies_twice": lazy_gettext("What was sent once lies there twice."),
    "rehearsal_words_missing": lazy_gettext("Words that somebody wrote on a card are not on it."),
    "rehearsal_overdrawn": lazy_gettext("Somebody gave more points than they had (%(vote)s)."),
    "rehearsal_gaps": lazy_gettext("What happened was not written down without gaps."),
    "rehearsal_nobody_could": lazy_gettext("Nobody could do anything in “%(step)s” of “%(method)s”."),
    "rehearsal_leaked_to_stage": lazy_gettext(
        "Something from “%(step)s” of “%(method)s” was on the stage too early (%(act)s)."
    ),
    "rehearsal_leaked_to_seat": lazy_gettext(
        "Something from “%(step)s” of “%(method)s” was on another phone too early (%(act)s)."
    ),
}
