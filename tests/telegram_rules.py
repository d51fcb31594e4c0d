"""A call of the Bot API goes in; its parameters, its text with entities, or a refusal comes out.

Knows what a call may look like, nothing of chats and updates. Stricter than Telegram where Telegram
would be silent: an unknown field, a tag that is dropped, an ampersand that is not escaped.

What is allowed is taken from core.telegram.org/bots/api (10.1, with "Formatting options"). How a
refusal is worded is taken from the public sources of telegram-bot-api and tdlib; what Telegram's
data centres say is known only from what bots have met, and what Telegram does not refuse is worded
here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# A file with Telegram's own description as data may be named here; without it the tables below are
# all there is to check against.
API_VARIABLE = "TELEGRAM_API_DESCRIPTION"

LONGEST_TEXT = 4096
LONGEST_REQUEST_TEXT = 1 << 15
MOST_ENTITIES = 100
MOST_BUTTONS = 100
# More are accepted, but clients do not show them.
MOST_BUTTONS_IN_A_ROW = 8
MOST_RESULTS = 50
MOST_COMMANDS = 100
MOST_DELETED = 100
WEBHOOK_PORTS = {80, 88, 443, 8443}

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

# One line a method, `!` where a field must be there. `|` between types: any of them.
_METHODS = """
getMe
getUpdates: offset Integer, limit Integer, timeout Integer, allowed_updates Array of String
setWebhook: url! String, certificate InputFile, ip_address String, max_connections Integer, \
allowed_updates Array of String, drop_pending_updates Boolean, secret_token String
deleteWebhook: drop_pending_updates Boolean
getWebhookInfo
sendMessage: business_connection_id String, chat_id! Integer|String, message_thread_id Integer, \
direct_messages_topic_id Integer, text! String, parse_mode String, \
entities Array of MessageEntity, link_preview_options LinkPreviewOptions, \
disable_notification Boolean, protect_content Boolean, allow_paid_broadcast Boolean, \
message_effect_id String, suggested_post_parameters SuggestedPostParameters, \
reply_parameters ReplyParameters, \
reply_markup InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
editMessageText: business_connection_id String, chat_id Integer|String, message_id Integer, \
inline_message_id String, text String, parse_mode String, entities Array of MessageEntity, \
link_preview_options LinkPreviewOptions, rich_message InputRichMessage, \
reply_markup InlineKeyboardMarkup
editMessageReplyMarkup: business_connection_id String, chat_id Integer|String, \
message_id Integer, inline_message_id String, reply_markup InlineKeyboardMarkup
deleteMessage: chat_id! Integer|String, message_id! Integer
deleteMessages: chat_id! Integer|String, message_ids! Array of Integer
sendChatAction: business_connection_id String, chat_id! Integer|String, \
message_thread_id Integer, action! String
answerCallbackQuery: callback_query_id! String, text String, show_alert Boolean, url String, \
cache_time Integer
answerInlineQuery: inline_query_id! String, results! Array of InlineQueryResult, \
cache_time Integer, is_personal Boolean, next_offset String, button InlineQueryResultsButton
setMyName: name String, language_code String
getMyName: language_code String
setMyDescription: description String, language_code String
getMyDescription: language_code String
setMyShortDescription: short_description String, language_code String
getMyShortDescription: language_code String
setMyCommands: commands! Array of BotCommand, scope BotCommandScope, language_code String
getMyCommands: scope BotCommandScope, language_code String
deleteMyCommands: scope BotCommandScope, language_code String
getChat: chat_id! Integer|String
getChatMember: chat_id! Integer|String, user_id! Integer
leaveChat: chat_id! Integer|String
logOut
close
"""

# `=word` behind a type: the only value this field has in this object. A line with `=` in place of
# `:` is one of several objects.
_TYPES = """
MessageEntity: type! String, offset! Integer, length! Integer, url String, user User, \
language String, custom_emoji_id String, unix_time Integer, date_time_format String
LinkPreviewOptions: is_disabled Boolean, url String, prefer_small_media Boolean, \
prefer_large_media Boolean, show_above_text Boolean
ReplyParameters: message_id! Integer, chat_id Integer|String, \
allow_sending_without_reply Boolean, quote String, quote_parse_mode String, \
quote_entities Array of MessageEntity, quote_position Integer, checklist_task_id Integer, \
poll_option_id String
InlineKeyboardMarkup: inline_keyboard! Array of Array of InlineKeyboardButton
InlineKeyboardButton: text! String, icon_custom_emoji_id String, style String, url String, \
callback_data String, web_app WebAppInfo, login_url LoginUrl, switch_inline_query String, \
switch_inline_query_current_chat String, \
switch_inline_query_chosen_chat SwitchInlineQueryChosenChat, copy_text CopyTextButton, \
callback_game CallbackGame, pay Boolean
WebAppInfo: url! String
SwitchInlineQueryChosenChat: query String, allow_user_chats Boolean, allow_bot_chats Boolean, \
allow_group_chats Boolean, allow_channel_chats Boolean
CopyTextButton: text! String
ReplyKeyboardMarkup: keyboard! Array of Array of KeyboardButton, is_persistent Boolean, \
resize_keyboard Boolean, one_time_keyboard Boolean, input_field_placeholder String, \
selective Boolean
ReplyKeyboardRemove: remove_keyboard! Boolean, selective Boolean
ForceReply: force_reply! Boolean, input_field_placeholder String, selective Boolean
InlineQueryResult = InlineQueryResultArticle
InlineQueryResultArticle: type! String=article, id! String, title! String, \
input_message_content! InputMessageContent, reply_markup InlineKeyboardMarkup, url String, \
description String, thumbnail_url String, thumbnail_width Integer, thumbnail_height Integer
InputMessageContent = InputTextMessageContent
InputTextMessageContent: message_text! String, parse_mode String, \
entities Array of MessageEntity, link_preview_options LinkPreviewOptions
InlineQueryResultsButton: text! String, web_app WebAppInfo, start_parameter String
BotCommand: command! String, description! String
BotCommandScope = BotCommandScopeDefault, BotCommandScopeAllPrivateChats, \
BotCommandScopeAllGroupChats, BotCommandScopeAllChatAdministrators, BotCommandScopeChat, \
BotCommandScopeChatAdministrators, BotCommandScopeChatMember
BotCommandScopeDefault: type! String=default
BotCommandScopeAllPrivateChats: type! String=all_private_chats
BotCommandScopeAllGroupChats: type! String=all_group_chats
BotCommandScopeAllChatAdministrators: type! String=all_chat_administrators
BotCommandScopeChat: type! String=chat, chat_id! Integer|String
BotCommandScopeChatAdministrators: type! String=chat_administrators, chat_id! Integer|String
BotCommandScopeChatMember: type! String=chat_member, chat_id! Integer|String, user_id! Integer
"""

# They exist, but nothing here would do what they ask for: better refused than ignored.
_NOT_SERVED = {
    "business_connection_id",
    "direct_messages_topic_id",
    "message_thread_id",
    "rich_message",
    "suggested_post_parameters",
}
_RANGES = {
    "limit": range(1, 101),
    "timeout": range(1 << 31),
    "max_connections": range(1, 101),
    "cache_time": range(1 << 31),
}
_MISSING = {
    "action": "wrong parameter action in request",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "text": "message text is empty",
}
_ACTIONS = set(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note".split()
)
_BUTTON_ACTIONS = set(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay".split()
)


class RefusedError(Exception):
    """What Telegram says instead of doing what it was asked, and whether a bot may meet that."""

    def __init__(
        self,
        description: str,
        because: str = "",
        *,
        code: int = 400,
        ordinary: bool = False,
        retry_after: int | None = None,
    ) -> None:
        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}.get(code, "")
        self.description = prefix + description
        super().__init__(self.description)
        # For whoever reads the violation: the number, the field, the place.
        self.because = because
        self.code = code
        # One of the refusals of an ordinary day, which break no rule.
        self.ordinary = ordinary
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """What the answer holds."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def ordinary(description: str, code: int = 400) -> RefusedError:
    """Return a refusal that breaks no rule: a message that is gone, a person who has blocked."""
    return RefusedError(description, code=code, ordinary=True)


# --- The form of a call -------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One field of a method or an object."""

    name: str
    types: tuple[str, ...]
    required: bool
    # The only value it may have, or None.
    constant: str | None = None


@dataclass(frozen=True)
class Description:
    """What methods and objects there are, with their fields."""

    methods: Mapping[str, Mapping[str, Field]]
    objects: Mapping[str, Mapping[str, Field]]
    one_of: Mapping[str, Sequence[str]]

    def problems(self, fields: Mapping[str, Field], given: Any, place: str) -> Iterator[str]:
        """Give a sentence for each thing that is wrong with an object or a method's parameters."""
        for name in given.keys() - fields.keys():
            yield f"{place}: unknown field {name!r}"
        for name, field in fields.items():
            if name not in given:
                if field.required:
                    yield f"{place}: {name!r} is missing"
                continue
            value = given[name]
            yield from self._fewest(value, field.types, f"{place}.{name}")
            if field.constant is not None and value != field.constant:
                yield f"{place}.{name}: {value!r} is not {field.constant!r}"

    def _misfits(self, value: Any, kind: str, place: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{place}: {type(value).__name__} is no {kind}"
                return
            for number, item in enumerate(value):
                yield from self._misfits(item, kind.removeprefix("Array of "), f"{place}[{number}]")
        elif kind in _SCALARS:
            if not _SCALARS[kind](value):
                yield f"{place}: {value!r} is no {kind}"
        elif not isinstance(value, dict):
            yield f"{place}: {type(value).__name__} is no {kind}"
        elif kind in self.one_of:
            yield from self._best_fit(value, self.one_of[kind], place)
        elif kind in self.objects:
            yield from self.problems(self.objects[kind], value, place)

    def _best_fit(self, value: dict[str, Any], kinds: Sequence[str], place: str) -> Iterator[str]:
        """Give what is wrong with a value if it was meant as the object it resembles most."""
        meant = [its for its in kinds if self._has_constants(value, self.objects.get(its, {}))]
        if meant:
            yield from self._fewest(value, meant, place)
        else:
            yield f"{place}: {value.get('type')!r} is no type served"

    def _fewest(self, value: Any, kinds: Sequence[str], place: str) -> list[str]:
        """Return what is wrong if a value was meant as the one with most of its fields."""

        def unlike(kind: str) -> tuple[int, int]:
            known = self.objects.get(kind, {}).keys() if isinstance(value, dict) else set()
            return -len(known & set(value) if known else ()), len(tries[kind])

        tries = {kind: list(self._misfits(value, kind, place)) for kind in kinds}
        return tries[min(kinds, key=unlike)]

    @staticmethod
    def _has_constants(value: dict[str, Any], fields: Mapping[str, Field]) -> bool:
        constants = {name: its.constant for name, its in fields.items() if its.constant}
        return all(value.get(name) == constant for name, constant in constants.items())


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_SCALARS: dict[str, Callable[[Any], bool]] = {
    "Integer": _is_integer,
    "Float": lambda value: _is_integer(value) or isinstance(value, float),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, bytes),
}


def _read_table(table: str) -> dict[str, dict[str, Field]]:
    """Return the fields by method or object, from lines like `name: field! Type|Type`."""
    rows = (line.partition(":") for line in table.strip().splitlines() if " = " not in line)
    return {
        name: {field.name: field for field in map(_read_field, filter(None, fields.split(", ")))}
        for name, _, fields in rows
    }


def _read_field(text: str) -> Field:
    name, _, types = text.strip().partition(" ")
    types, _, constant = types.partition("=")
    return Field(name.rstrip("!"), tuple(types.split("|")), name.endswith("!"), constant or None)


def _read_unions(table: str) -> dict[str, list[str]]:
    rows = (line.partition(" = ") for line in table.strip().splitlines() if " = " in line)
    return {name: kinds.split(", ") for name, _, kinds in rows}


OURS = Description(_read_table(_METHODS), _read_table(_TYPES), _read_unions(_TYPES))


def api_description() -> dict[str, Any] | None:
    """Return Telegram's description as data, from the file the environment names, or None."""
    file = os.environ.get(API_VARIABLE)
    if not file:
        return None
    described: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))
    return described


def read_api(api: Mapping[str, Any]) -> Description:
    """Return Telegram's own description: `methods` and `types`, each with `fields`."""
    methods = {name: _described_fields(its) for name, its in api["methods"].items()}
    objects = {name: _described_fields(its) for name, its in api["types"].items()}
    unions = {name: its["subtypes"] for name, its in api["types"].items() if its.get("subtypes")}
    return Description(methods, {k: v for k, v in objects.items() if k not in unions}, unions)


def _described_fields(described: Mapping[str, Any]) -> dict[str, Field]:
    fields = {}
    for its in described.get("fields", ()):
        # "Type of the result, must be article", 'The member's status in the chat, always "left"'.
        constant = re.search(r'(?:must be|, always) "?(\w+)"?$', its["description"])
        fields[its["name"]] = Field(
            its["name"],
            tuple(its["types"]),
            its["required"],
            constant[1] if constant and its["types"] == ["String"] else None,
        )
    return fields


def decode(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with their types: what came as text is read as its field says.

    What cannot be read stays text, for `check_call` to find; JSON that is none is refused at once.
    """
    fields = OURS.methods[method]
    return {
        name: _typed(value, fields[name]) if name in fields and isinstance(value, str) else value
        for name, value in given.items()
    }


def _typed(text: str, field: Field) -> Any:
    if "Integer" in field.types and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "Boolean" in field.types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if any(kind in _SCALARS for kind in field.types):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise RefusedError(f"can't parse {field.name} JSON object", str(error)) from error


def check_call(method: str, params: Mapping[str, Any], api: Description | None) -> None:
    """Refuse what no call of this method may look like: fields, types, ranges.

    Raises:
        RefusedError: with everything that is wrong in its `because`.
    """
    for name, field in OURS.methods[method].items():
        if field.required and params.get(name) in (None, "") and (method, name) != _EMPTY_URL:
            wording = _MISSING.get(name, f'parameter "{name}" is required')
            raise RefusedError(wording, f"{name!r} is missing")
    problems = dict.fromkeys(OURS.problems(OURS.methods[method], params, method))
    if api is not None:
        problems |= dict.fromkeys(api.problems(api.methods[method], params, method))
    if problems:
        raise RefusedError(next(iter(problems)), "; ".join(problems))
    for name in params.keys() & _NOT_SERVED:
        raise RefusedError(f"{name} is not served here", "these tests have no use for it")
    for name in params.keys() & _RANGES.keys():
        if params[name] not in _RANGES[name]:
            raise RefusedError(f"invalid {name} specified", f"{params[name]} is out of range")


# An empty address is how a webhook is taken away.
_EMPTY_URL = ("setWebhook", "url")


# --- Text ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Text as a reader sees it, and its entities by offset in UTF-16 units."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a message with this text."""
        return {"text": self.text} | ({"entities": list(self.entities)} if self.entities else {})


_SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
# The attributes of each tag: what their value must match, and whether they must be there.
_ATTRIBUTES = {
    "span": ("class", r"tg-spoiler", True),
    "a": ("href", r".+", True),
    "code": ("class", r"language-.+", False),
    "blockquote": ("expandable", r"", False),
    "tg-emoji": ("emoji-id", r"[1-9]\d*", True),
}
_TOKEN = re.compile(
    r"""
    <(?P<closing>/?)(?P<tag>[^\s<>/"'=]+)
        (?P<attributes>(?:\s+[^\s<>/"'=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*>
    | &(?P<reference>lt|gt|amp|quot|\#\d{1,7}|\#x[0-9a-fA-F]{1,6});
    | (?P<plain>[^<>&]+)
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
# Left to right: what is an address is no mention.
_FOUND = re.compile(
    r"""
    (?P<url>https?://[^\s<>"]*[^\s<>".,:;!?'()\[\]«»])
    | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?<![\w/@])(?P<mention>@[A-Za-z0-9_]{4,32})(?!\w)
    | (?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{4,32})?)(?![\w/])
    | (?<!\w)(?P<hashtag>\#\w*[^\W\d]\w*)
    """,
    re.VERBOSE,
)


def utf16_length(text: str) -> int:
    """Return the length of a text as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[dict[str, Any]]:
    """Return the commands, mentions, addresses and hashtags in a text."""
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]


@dataclass
class _OpenTag:
    tag: str
    value: str | None
    offset: int


def parse_html(html: str) -> Text:
    """Return the text of Telegram's HTML and its entities, outer ones first."""
    text: list[str] = []
    length = 0
    opened: list[_OpenTag] = []
    entities: list[dict[str, Any]] = []
    position = 0
    while position < len(html):
        token = _TOKEN.match(html, position)
        if token is None:
            raise _unreadable(html, position)
        if token["tag"] is None:
            piece = token["plain"] or _character(token["reference"])
            text.append(piece)
            length += utf16_length(piece)
        elif token["closing"]:
            closed = _close_tag(html, token, opened)
            if length > closed.offset:
                entities.append(_entity(closed, length, entities))
        else:
            opened.append(_open_tag(html, token, opened, length))
        position = token.end()
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    kept = [entity for entity in entities if entity["type"] != "merged"]
    return Text("".join(text), tuple(sorted(kept, key=lambda its: (its["offset"], -its["length"]))))


def _unparsable(what: str) -> RefusedError:
    return RefusedError(f"can't parse entities: {what}")


def _at(html: str, position: int) -> str:
    return f"at byte offset {len(html[:position].encode('utf-8', 'surrogatepass'))}"


def _unreadable(html: str, position: int) -> RefusedError:
    """Return the refusal of HTML of which no token begins here."""
    where = _at(html, position)
    if html[position] != "<":
        return _unparsable(f'character "{html[position]}" must be escaped {where}')
    end = html.find(">", position)
    if end < 0:
        return _unparsable(f"Unclosed start tag {where}")
    tag = "".join(html[position + 1 : end].split(maxsplit=1)[:1])
    what = "Malformed" if tag.lower() in _SIMPLE_TAGS else "Unsupported"
    return _unparsable(f'{what} start tag "{tag}" {where}')


def _character(reference: str) -> str:
    if reference in _NAMED:
        return _NAMED[reference]
    code = int(reference[2:], 16) if reference[1] == "x" else int(reference[1:])
    if not 0 < code < 0x10FFFF or 0xD800 <= code < 0xE000:
        raise _unparsable(f'"&{reference};" is no character')
    return chr(code)


def _open_tag(html: str, token: re.Match[str], opened: list[_OpenTag], offset: int) -> _OpenTag:
    tag, where = token["tag"].lower(), _at(html, token.start())
    if tag not in _SIMPLE_TAGS:
        raise _unparsable(f'Unsupported start tag "{tag}" {where}')
    value = _attribute(tag, token["attributes"], where)
    new = _OpenTag(tag, value, offset)
    _check_nesting(new, opened, where)
    return new


def _attribute(tag: str, written: str, where: str) -> str | None:
    """Return the value of the one attribute a tag may have, or None if it has none."""
    name, pattern, required = _ATTRIBUTES.get(tag, ("", "", False))
    given = _ATTRIBUTE.findall(written)
    if not given:
        if required:
            raise _unparsable(f'Tag "{tag}" must have attribute "{name}" {where}')
        return None
    value = _attribute_value(given[0][1], where)
    if len(given) > 1 or given[0][0] != name or not re.fullmatch(pattern, value):
        raise _unparsable(f'Tag "{tag}" may not have "{written.strip()}" {where}')
    if tag == "a":
        return _checked_link(value, where)
    return value


def _attribute_value(written: str, where: str) -> str:
    value = written[1:-1] if written.startswith(("'", '"')) else written
    if "&" in _REFERENCE.sub("", value):
        raise _unparsable(f'character "&" must be escaped {where}')
    return _REFERENCE.sub(lambda match: _character(match[1]), value)


def _checked_link(url: str, where: str) -> str:
    """Return a link as Telegram shows it; it drops one that is none without a word, we refuse."""
    if why := _wrong_link(url):
        raise _unparsable(f"link {url!r} would be dropped: {why} {where}")
    parts = urlsplit(url)
    return url if parts.path or parts.query or parts.scheme == "tg" else url + "/"


def _wrong_link(url: str) -> str:
    """Return why an address is no link to http, https or tg; empty if it is one."""
    if re.search(r"\s", url):
        return "Wrong HTTP URL"
    parts = urlsplit(url)
    if parts.scheme == "tg":
        # A link to a person would become a mention, which these tests have no use for.
        return "" if parts.netloc not in ("", "user") else "Wrong tg URL"
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    return "" if "." in (parts.hostname or "") else "Wrong HTTP URL"


def _check_nesting(new: _OpenTag, opened: list[_OpenTag], where: str) -> None:
    """Refuse tags within tags where Telegram would drop one of the two."""
    around = {its.tag for its in opened}
    if new.tag == "code" and new.value is not None:
        # The language of a block; in a line of its own it would be lost.
        parent = opened[-1] if opened else None
        if parent is None or parent.tag != "pre" or parent.offset != new.offset:
            raise _unparsable(f'Tag "code" may only have a language within "pre" {where}')
    elif around & {"code", "pre"}:
        raise _unparsable(f'Tag "{new.tag}" may not be within "code" or "pre" {where}')
    elif new.tag in ("code", "pre") and around - {"blockquote"}:
        raise _unparsable(f'Tag "{new.tag}" may only be within "blockquote" {where}')
    elif new.tag in ("a", "tg-emoji", "blockquote") and around & {"a", "tg-emoji"}:
        raise _unparsable(f'Tag "{new.tag}" may not be within "{opened[-1].tag}" {where}')
    elif new.tag == "blockquote" and "blockquote" in around:
        raise _unparsable(f"Blockquotes can't be nested {where}")


def _close_tag(html: str, token: re.Match[str], opened: list[_OpenTag]) -> _OpenTag:
    where = _at(html, token.start())
    if not opened:
        raise _unparsable(f"Unexpected end tag {where}")
    expected, tag = opened[-1].tag, token["tag"].lower()
    if tag != expected or token["attributes"]:
        found = f'expected "</{expected}>", found "</{tag}>"'
        raise _unparsable(f"Unmatched end tag {where}, {found}")
    return opened.pop()


def _entity(closed: _OpenTag, end: int, entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the entity of a tag that was closed; `code` within `pre` is merged into it."""
    entity: dict[str, Any] = {"type": _SIMPLE_TAGS[closed.tag], "offset": closed.offset}
    entity["length"] = end - closed.offset
    if closed.tag == "a":
        entity["url"] = closed.value
    elif closed.tag == "tg-emoji":
        entity["custom_emoji_id"] = closed.value
    elif closed.tag == "blockquote" and closed.value is not None:
        entity["type"] = "expandable_blockquote"
    elif closed.tag == "code" and closed.value is not None:
        entity |= {"type": "merged", "language": closed.value.removeprefix("language-")}
    elif closed.tag == "pre" and entities and entities[-1]["type"] == "merged":
        if entities[-1]["length"] != entity["length"]:
            raise _unparsable('Text beside "code" within tag "pre"')
        entity["language"] = entities[-1]["language"]
    return entity


def formatted_text(given: Mapping[str, Any], field: str = "text") -> Text:
    """Return the text of a message as it will be shown, with all its entities.

    Args:
        given: the parameters of a method, or an InputTextMessageContent.
        field: where the text is.
    """
    written = given.get(field, "")
    if not written:
        raise RefusedError("message text is empty", f"{field!r} is empty")
    if len(written.encode("utf-8", "surrogatepass")) > LONGEST_REQUEST_TEXT:
        raise RefusedError("text is too long", "more than 32768 bytes before parsing")
    text = _trimmed(_parsed(written, given))
    if not text.text.strip():
        raise RefusedError("text must be non-empty", "nothing but spaces")
    if (units := utf16_length(text.text)) > LONGEST_TEXT:
        raise RefusedError("message is too long", f"{units} UTF-16 units, at most {LONGEST_TEXT}")
    if (count := len(text.entities)) > MOST_ENTITIES:
        raise RefusedError("too many entities", f"{count} entities, shown are {MOST_ENTITIES}")
    return Text(text.text, _with_found(text))


def _parsed(written: str, given: Mapping[str, Any]) -> Text:
    mode = given.get("parse_mode", "").lower()
    if mode == "html":
        if "entities" in given:
            raise RefusedError("entities are ignored", "parse_mode and entities together")
        return parse_html(written)
    if mode not in ("", "none"):
        raise RefusedError("unsupported parse_mode", f"{mode!r}: only HTML is served here")
    entities = given.get("entities", ())
    for entity in entities:
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > utf16_length(written):
            raise RefusedError("can't parse MessageEntity", f"{entity} is not within the text")
    return Text(written, tuple(entities))


def _trimmed(text: Text) -> Text:
    """Return a text without the spaces at its ends; entities shrink and move with it.

    At the beginning they go only as far as the first entity.
    """
    kept = text.text.rstrip()
    end = utf16_length(kept)
    first = min((entity["offset"] for entity in text.entities), default=end)
    start = 0
    while start < min(first, len(kept)) and kept[start] in " \n":
        start += 1
    entities = tuple(
        entity
        | {
            "offset": entity["offset"] - start,
            "length": min(entity["length"], end - entity["offset"]),
        }
        for entity in text.entities
        if entity["offset"] < end
    )
    return Text(kept[start:], entities)


def _with_found(text: Text) -> tuple[dict[str, Any], ...]:
    """Return entities and those found in the text, where no link or code is already."""
    taken = [
        range(its["offset"], its["offset"] + its["length"])
        for its in text.entities
        if its["type"] in ("text_link", "code", "pre", "custom_emoji")
    ]
    found = [
        its
        for its in find_entities(text.text)
        if not any(
            its["offset"] < span.stop and span.start < its["offset"] + its["length"]
            for span in taken
        )
    ]
    return tuple(sorted([*text.entities, *found], key=lambda its: (its["offset"], -its["length"])))


# --- Buttons ------------------------------------------------------------------------------------


def inline_keyboard(markup: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return an inline keyboard to be shown, or None where there is none (or another markup)."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if (count := sum(map(len, rows))) > MOST_BUTTONS:
        raise RefusedError("reply markup is too long", f"{count} buttons, at most {MOST_BUTTONS}")
    for row in rows:
        if len(row) > MOST_BUTTONS_IN_A_ROW:
            raise RefusedError("reply markup is too long", f"{len(row)} buttons in one row")
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Mapping[str, Any]) -> None:
    text = button["text"]
    if not text.strip():
        raise RefusedError("inline keyboard button text must be non-empty", f"{button}")
    actions = sorted(button.keys() & _BUTTON_ACTIONS)
    if len(actions) != 1 or button.get("callback_data") == "" or button.get("url") == "":
        raise RefusedError(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            f"button {text!r} must do exactly one thing and does {actions}",
        )
    if button.get("style", "primary") not in ("danger", "success", "primary"):
        raise RefusedError("can't parse inline keyboard button: invalid button style specified")
    if len(button.get("callback_data", "").encode()) > 64:
        raise RefusedError("BUTTON_DATA_INVALID", f"button {text!r}: data of more than 64 bytes")
    if "url" in button and (why := _wrong_link(button["url"])):
        raise RefusedError(f"inline keyboard button URL '{button['url']}' is invalid: {why}")
    if "copy_text" in button and not 1 <= utf16_length(button["copy_text"]["text"]) <= 256:
        raise RefusedError("BUTTON_COPY_TEXT_INVALID", f"button {text!r}: 1 to 256 characters")


# --- Answers to queries -------------------------------------------------------------------------


def check_callback_answer(params: Mapping[str, Any]) -> None:
    """Refuse a notification that is too long, or a link that is no link to this or another bot."""
    if (length := len(params.get("text", ""))) > 200:
        raise RefusedError("MESSAGE_TOO_LONG", f"{length} characters, at most 200")
    if not re.match(r"https://t\.me/\w+\?start=|$", params.get("url", "")):
        raise RefusedError("URL_INVALID", f"{params['url']!r} is no t.me link with a parameter")


def check_inline_answer(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the message each result of an inline query would send: text, entities, keyboard."""
    results = params["results"]
    if len(results) > MOST_RESULTS:
        raise RefusedError("too many inline query results specified", f"{len(results)} results")
    ids = [result["id"] for result in results]
    if len(set(ids)) < len(ids):
        raise RefusedError("RESULT_ID_DUPLICATE", f"{ids}")
    if len(params.get("next_offset", "").encode()) > 64:
        raise RefusedError("NEXT_OFFSET_INVALID", "more than 64 bytes")
    _check_results_button(params.get("button"))
    return [_result_message(result) for result in results]


def _result_message(result: Mapping[str, Any]) -> dict[str, Any]:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise RefusedError("RESULT_ID_INVALID", f"{result['id']!r}: 1 to 64 bytes")
    if not result["title"].strip():
        raise RefusedError("ARTICLE_TITLE_EMPTY", f"result {result['id']!r} has no title")
    message = formatted_text(result["input_message_content"], "message_text").fields
    markup = inline_keyboard(result.get("reply_markup"))
    return message | ({"reply_markup": markup} if markup else {})


def _check_results_button(button: Mapping[str, Any] | None) -> None:
    if button is None:
        return
    if len(button.keys() & {"web_app", "start_parameter"}) != 1:
        raise RefusedError(
            "can't parse inline query results button: InlineQueryResultsButton must have exactly "
            "one optional field"
        )
    if not button["text"].strip():
        raise RefusedError("BUTTON_TEXT_EMPTY", "the button above the results has no text")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "none")):
        raise RefusedError("START_PARAM_INVALID", f"{button['start_parameter']!r}")


# --- What the bot says of itself; how it is reached ---------------------------------------------


def check_chat_action(params: Mapping[str, Any]) -> None:
    """Refuse an action that no client knows how to show."""
    if params["action"] not in _ACTIONS:
        raise RefusedError("wrong parameter action in request", f"{params['action']!r}")


def check_message_ids(params: Mapping[str, Any]) -> None:
    """Refuse none, or more than can be deleted at once."""
    ids = params["message_ids"]
    if not ids:
        raise RefusedError("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise RefusedError("too many message identifiers specified", f"{len(ids)}, at most 100")
    if min(ids) <= 0:
        raise RefusedError("invalid message identifier specified", f"{ids}")


def checked_language(params: Mapping[str, Any]) -> str:
    """Return the language of a call, empty for all others; two small letters or none."""
    language: str = params.get("language_code", "")
    if not re.fullmatch(r"[a-z]{2}|", language):
        raise RefusedError("invalid language code specified", f"{language!r} is not two letters")
    return language


def check_length(params: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text of the profile, empty where there is none; refuse one that is too long."""
    text: str = params.get(name, "")
    if len(text) > most:
        raise RefusedError(f"{name.upper()}_TOO_LONG", f"{len(text)} characters, at most {most}")
    return text


def check_commands(commands: Sequence[Mapping[str, Any]]) -> None:
    """Refuse commands that could not be typed or would not be shown."""
    if len(commands) > MOST_COMMANDS:
        raise RefusedError("BOT_COMMANDS_TOO_MUCH", f"{len(commands)} commands")
    for its in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", its["command"]):
            raise RefusedError("BOT_COMMAND_INVALID", f"{its['command']!r}")
        if not its["description"].strip() or len(its["description"]) > 256:
            raise RefusedError("BOT_COMMAND_DESCRIPTION_INVALID", f"{its['command']!r}")


def check_webhook(params: Mapping[str, Any], *, loopback: bool) -> None:
    """Refuse an address or a secret that Telegram would not use.

    Args:
        params: of setWebhook, with an address.
        loopback: whether it is reached as it stands, on this machine, where any port will do.
    """
    try:
        parts = urlsplit(params["url"])
        port = parts.port or 443
    except ValueError as error:
        raise RefusedError("invalid webhook URL specified", str(error)) from error
    if parts.scheme != "https":
        raise RefusedError("bad webhook: An HTTPS URL must be provided for webhook", params["url"])
    if not parts.hostname:
        raise RefusedError("invalid webhook URL specified", params["url"])
    if port not in WEBHOOK_PORTS and not loopback:
        allowed = "Webhook can be set up only on ports 80, 88, 443 or 8443"
        raise RefusedError(f"bad webhook: {allowed}", f"port {port}")
    secret = params.get("secret_token", "")
    if len(secret) > 256:
        raise RefusedError("secret token is too long", f"{len(secret)} characters")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise RefusedError("secret token contains unallowed characters")
