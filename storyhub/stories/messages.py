"""Sentences for what can be wrong with a story, by key."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "already_told": _(
        "A story was already sent from this form, and it is safe with us. What you see here has other words: "
        "you can send it as a new story."
    ),
    "body_missing": _("Tell your story: a few sentences are enough."),
    "body_too_short": _("This is very short. Please write at least 20 characters."),
    "body_too_long": _("This is longer than 20,000 characters. Please shorten it, or tell it as two stories."),
    "too_long": _("This is too long. Please shorten it."),
    "choose_language": _("Choose the language of your story from the list."),
    "name_missing": _("Write the name or nickname to show, or choose to show none."),
    "too_many_themes": _("Choose at most five themes."),
    "year_missing": _("Write the year you imagine, between 2020 and 2100."),
    "say_yes_or_no": _("Please say yes or no to workshops."),
    "date_missing": _("Write the date, or choose one of the other answers."),
    "date_unreadable": _("We could not read this date. Write it like 3.5.2026."),
    "date_to_come": _("This day has not come yet. For a day to come, choose that you imagine it."),
    "behalf_how_missing": _("Write how they agreed, for example: “I read it to her and she said yes”."),
    "contact_unreadable": _(
        "This is neither a mail address nor a telephone number. Please check it, or leave it empty."
    ),
    "too_many_photos": _("A story can have up to six photographs."),
    "empty": _("The file is empty."),
    "too_large_file": _("The file is larger than 12 megabytes."),
    "not_a_photo": _("This is not a photograph."),
    "unsupported_format": _("We cannot read this kind of picture. JPEG, PNG, WebP, HEIC and AVIF work."),
    "too_many_pixels": _("The picture has too many pixels for us."),
    "damaged": _("The picture is damaged or not complete."),
    "too_slow": _("We could not work on this picture in time. A smaller one may work."),
    "story_withdrawn": _("A story stood here. Its teller took it back, which everyone may do."),
    "unknown_receipt": _("No story has this receipt. Check it for a slip: it has 24 letters and digits."),
    "publishing_paused": _("Nothing new is published in this town at the moment. The story stays in the queue."),
    "already_decided": _("Somebody decided on this story while you were reading. Look at it again."),
    "second_pair_of_eyes": _(
        "The teller is young or the story sensitive: a second moderator has to agree, and the first was you."
    ),
    "too_late_to_undo": _(
        "This cannot be undone any more: ten minutes have gone by, or somebody else has acted since."
    ),
    "reason_missing": _("Choose a reason."),
    "contact_none_yet": _("Write a mail address or a telephone number."),
    "contact_missing": _("Write a mail address or a telephone number, or erase the one we have."),
    "newer_words": _(
        "The words of this story were changed again since this page was opened. Compare them before you go on."
    ),
    "mail_address_needed": _(
        "Write the mail address that you left with your story. We cannot write to telephone numbers yet."
    ),
    "message_missing": _("Write a few words first."),
    "message_too_long": _("This is longer than 2,000 characters. Please shorten it."),
    "another_version": _("The words changed while you were reading. What you typed is here: look at them again."),
    "mask_empty": _("Write the passage exactly as it stands."),
    "mask_too_long": _("A passage can have up to 300 characters. Withhold a longer one in parts."),
    "passage_not_found": _("These words do not stand in the story. Copy them exactly, with their capitals."),
    "masked_already": _("These words are withheld already."),
    "words_withheld": _("There are words in this that are withheld from readers. Please leave them out."),
    "mask_answer_missing": _("Write to the teller why the passage stays withheld."),
    "note_too_long": _("A note can have up to 300 characters."),
    "remark_missing": _("Write the remark."),
    "too_many_staff_themes": _("Choose at most eight themes."),
    "unknown_theme": _("One of these themes can no longer be chosen."),
    "translation_not_allowed": _("The teller does not want this story to be translated."),
    "choose_other_language": _("Choose a language that is not the story’s own."),
    "translation_title_missing": _("Translate the title too."),
    "translation_missing": _("Write the translation."),
    "translation_same": _("These are the story’s own words. Write their translation."),
    "photo_changed": _("The photograph was changed while you were looking at it. Look at it again."),
    "region_missing": _("Choose the part to blur."),
    "region_outside": _("The part lies outside the picture. Give numbers from 0 to 100, and some width and height."),
    "photo_service_busy": _(
        "Many photographs are arriving at once. Your words are here: please send again in a minute."
    ),
    "line_unreadable": _("This line cannot be read: it must be one story, written in UTF-8."),
    "line_no_columns": _(
        "The columns of this table are none of ours: %(columns)s. Its first row must name at least ref, language and body."
    ),
    "line_ref_missing": _(
        "The reference is missing. It makes sure that a story comes in once, however often you bring it."
    ),
    "line_not_text": _("This must be text."),
    "line_not_a_list": _("This must be a list of words."),
    "line_unknown": _("Not known here: %(unknown)s."),
    "line_not_one_of": _("This must be one of: %(choices)s."),
    "line_not_yes_or_no": _("Each answer must be yes or no."),
    "line_not_a_year": _("The year must be a number like 2040."),
    "line_not_a_day": _("The day must be written like 2026-05-03."),
    "line_day_out_of_range": _("The day must lie between 1900 and 2100."),
    "line_photos_not_a_list": _("The photographs must be a list of at most %(most)s files."),
    "line_photo_without_file": _("Each photograph must name its file."),
    "line_photo_missing": _("The photograph “%(path)s” is not there."),
    "line_photo_too_large": _("The photograph “%(path)s” is larger than 12 megabytes."),
    "line_photo_named": _("It is the photograph “%(path)s”."),
}
