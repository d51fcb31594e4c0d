"""The words of boilerplate: of lines, of sentences, and of what opens comments and other stories.

The tables are of kinds of lines, as many sites have them, not of the lines of one site. Each
pattern is for a whole line, in small letters, without what stands around its words. Nothing here
does anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

ADVERT = "advertisement"
APPEAL = "appeal for support"
COMMENTS = "comments"
COOKIES = "cookie banner"
FOOTER = "page header or footer"
HEADLINES = "other headlines"
NAVIGATION = "navigation"

# How far what a line opens goes: to the end of the document, over headlines, or over a panel.
Reach = Literal["rest", "headlines", "panel"]

_SITES = (
    "facebook|twitter|x|x \\(twitter\\)|linkedin|whatsapp|e-?mail|reddit|pinterest|tumblr|telegram"
    "|messenger|instagram|youtube|bluesky|threads|mastodon|tiktok|pocket|flipboard|snapchat|rss"
)
_PAGE = "page|article|story|post|guide|publication|news|site|website|content|blog|entry"

# Lines of their own that no document says of itself, wherever they stand.
STRONG: Mapping[str, str] = {
    NAVIGATION: (
        "(?:skip|jump) (?:to|past) (?:the )?(?:main )?(?:content|navigation|menu|footer|"
        "search|article|results)|"
        "(?:back|return) to (?:the )?(?:top|top of (?:the )?page|home ?page|all news|"
        "news)|"
        r"print(?:er)?[- ]friendly\b.{0,40}|"
        "(?:print|download|e-?mail|save|bookmark|tweet|like|"
        f"rate) this (?:{_PAGE})(?: .{{0,30}})?|"
        f"share(?: this)?(?: (?:{_PAGE}))?(?: (?:on|via|with|by|using|to) (?:{_SITES}|"
        "social media|friends|others))|"
        f"share this(?: (?:{_PAGE}))?|"
        f"(?:follow|like|find) us(?: on (?:{_SITES}|social media))?(?:(?:,| and| or|"
        f" &) (?:{_SITES}))*|"
        r"(?:click|tap) to (?:share|e-?mail|print|copy|tweet|save)\b.{0,60}|"
        f"(?:(?:{_SITES}|share|print|copy link|tweet|save|link copied)[ ,]*){{2,}}|"
        "(?:read on|read more|continue reading(?: .{0,60})?|keep reading|"
        "read the full (?:story|article)(?: here)?)|"
        "(?:show|load|see|view) (?:more|less|fewer)(?: (?:articles|stories|posts|comments|"
        "results))?|"
        "(?:older|newer) (?:posts|articles|stories|entries)|"
        "(?:previous|next) (?:post|article|story|page)(?: ?: .{0,100})?|"
        "(?:view|see|read) (?:all|more) (?:posts|articles|stories|entries)(?: (?:by|from|"
        "in|about) .{0,40})?|"
        "more (?:posts|articles|stories) (?:by|from) .{0,40}|"
        "(?:report|is there) (?:a |an |any )?(?:problem|error|anything wrong)s? (?:with|"
        f"on) this (?:{_PAGE})|"
        f"(?:is|was|did you find) this (?:{_PAGE}|information|answer)(?: (?:useful|"
        "helpful))(?: to you)?(?: .{0,12})?|"
        f"(?:(?:maybe|yes|no),? )*this (?:{_PAGE}) is(?: not|n't)? (?:useful|"
        "helpful)(?:,? no this .{0,40})?|"
        "thank you for your feedback|"
        "send(?: us)? (?:your )?feedback|"
        "what (?:went wrong|were you doing)|"
        r"help us (?:to )?improve (?:this|our|the)? ?(?:site|website|page|service|gov\.uk|"
        r"nhs\.uk|[\w.]+\.uk)|"
        "don't include personal or financial information like your .{0,100}|"
        "get e-?mails? (?:alerts )?about this page|"
        "(?:see|show|view) all updates|"
        "(?:show|hide) (?:caption|all sections|contents|table of contents)|"
        "view image in full ?screen|"
        "listen to this (?:article|page|story)|"
        r"\d+ min(?:ute)?s? read|"
        r"read(?:ing)? time:? \d+ min\w*|"
        "(?:open|close|toggle|main|site|primary) (?:menu|navigation|search)|"
        r"search (?:this site|gov\.uk|for:?)|"
        "(?:tags?|tagged(?: (?:with|as|in))?|filed under|posted (?:in|under)|"
        r"categories) ?:(?:[ \w'&#-]{0,50},)*[ \w'&#-]{0,30}|"
        "(?:opens in (?:a )?new (?:window|tab))|"
        "enable javascript .{0,60}|"
        "explore more on these topics|"
        "reuse this content|"
        "(?:log|sign) in to (?:your account|continue|subscribe|read)"
    ),
    COOKIES: (
        r"cookies on (?:[\w-]+(?:\.[\w-]+)+|(?:this|our|the .{1,40}) (?:web)?site)|"
        "(?:accept|allow|reject|decline|refuse|manage|view|change|set) (?:all |"
        "additional |your |optional |analytics |non-essential |essential |"
        "only )*cookies?(?: settings| preferences)?|"
        "(?:accept|reject|allow|decline) all(?: and (?:close|continue))?|"
        "cookie (?:settings|preferences|consent|notice|choices|control)|"
        "hide (?:this|cookie) message|"
        "(?:manage|privacy|your) (?:consent|preferences|choices|privacy (?:choices|"
        "settings))|"
        "you've (?:accepted|rejected) (?:all |additional )?cookies|"
        "we value your privacy"
    ),
    COMMENTS: (
        r"(?:\d+|one|no|add (?:a|your)|post a|write a|read (?:all|the)?|hide|show|(?:view|"
        r"read|see) all(?: \d+)?) (?:comments?|responses?|"
        "replies)(?: yet)?(?: on .{0,120})?|"
        r"comments? ?[(:] ?\d+ ?\)?|"
        "leave (?:a|your) (?:reply|comment|response)(?: to .{0,60})?(?: cancel (?:reply|"
        "comment))?|"
        r"\d+ thoughts? on .{0,150}|"
        "(?:the )?comments? (?:are|is|have been|section is)? ?(?:now |"
        "currently )?(?:closed|off|disabled|turned off)(?: (?:on|for) this (?:post|"
        "article|story|page|entry))?|"
        "(?:join|start) the (?:conversation|discussion|debate)|"
        "(?:log|sign) in to (?:comment|reply|leave a comment|post a comment)(?: .{0,30})?|"
        "you must be (?:logged|signed) in to (?:post a |leave a )?(?:comment|reply)|"
        "(?:post|submit) (?:comment|your comment|reply)|"
        "cancel reply|"
        "(?:be the first to (?:comment|reply|like).{0,40})|"
        "disqus|"
        "comments? powered by .{0,20}|"
        "scroll (?:down )?(?:to|for) comments|"
        "(?:sort by|most liked|newest first|oldest first|best comments)"
    ),
    APPEAL: (
        "(?:support|join|help) us and (?:go|read|browse) ad-?free|"
        "(?:go|read|browse) ad-?free(?: .{0,40})?|"
        "(?:support|join|donate to|fund|back) us (?:today|now|from .{0,20}|for .{0,20}|"
        "on patreon)|"
        r"donate (?:now|today|here|monthly|£?\d+)|"
        "make a (?:one-off |regular |monthly )?donation(?: today| now| to us)?|"
        "(?:sign up|subscribe)(?: (?:for|to|here|now|today|free))*(?: (?:our|the|"
        "my))?(?: (?:free|daily|weekly|monthly|e-?mail))* (?:e-?mails?|newsletters?|"
        "updates|alerts|mailing list|bulletin)(?: .{0,30})?|"
        "(?:our |get our |get the )?(?:free |daily |weekly |"
        "monthly )*(?:e-?mail )?newsletter(?: sign-?up)?|"
        "subscribe(?: (?:now|today|here|for free|via e-?mail|by e-?mail))|"
        "enter your e-?mail(?: address)?(?: .{0,40})?|"
        r"(?:your )?e-?mail address ?\*?(?: \(required\))?|"
        "buy (?:me|us) a coffee|"
        r"already a (?:subscriber|member)(?:\? (?:log|sign) in)?|"
        "become a (?:supporter|subscriber|patron)"
    ),
    ADVERT: (
        "advertise?ments?(?: feature)?|"
        "adverts?|"
        "(?:sponsored|promoted)(?: (?:content|links?|stor(?:y|ies)|by .{0,40}))?|"
        "paid (?:content|for by .{0,40})|"
        "(?:article|story|content) continues(?: below| after)?(?: this|"
        r" the)?(?: advert\w*)?|"
        "scroll (?:down )?to continue(?: .{0,30})?|"
        "ads? by .{0,20}|"
        "skip ad(?:vert)?|"
        "remove ads?|"
        "this advert has(?:n't| not)? loaded.{0,40}"
    ),
    HEADLINES: (
        "(?:read more|see also|related|more|also read|recommended|don't miss|"
        "in other news|watch|listen) ?(?::|»|>) .{8,150}"
    ),
    FOOTER: (
        "©.{0,150}|"
        r"(?:\(c\)|copyright) (?:©|\(c\)|\d{4}|crown\b).{0,150}|"
        "all rights reserved|"
        "(?:proudly )?powered by .{0,40}|"
        "all content is available under .{0,120}|"
        "(?:website|site) (?:by|design(?:ed)? by|built by) .{0,40}|"
        "(?:terms (?:of use|and conditions|& conditions)|privacy (?:policy|notice)|"
        "cookie policy|accessibility(?: statement)?|site ?map|contact us|about us|"
        "help)(?:(?: ?[|·•] ?| )(?:terms(?: of use| and conditions| & conditions)?|"
        "privacy(?: policy| notice)?|cookies?(?: policy)?|accessibility(?: statement)?|"
        "site ?map|contact(?: us)?|about(?: us)?|help))+"
    ),
}

# What a document may head a section with: left out only beside what is left out for certain.
WEAK: Mapping[str, str] = {
    NAVIGATION: (
        f"(?:{_SITES})|"
        "share|tweet|print|save|copy link|menu|search|close|home|news|log ?in|sign in|"
        "register|my account|sign out|about(?: us)?|contact(?: us)?|help|yes|no|maybe|send|"
        "submit|cancel|next|previous|more|listen|topics?|tags|get in touch|site ?map|"
        "accessibility(?: statement)?|translate|language|english|cymraeg|feedback|"
        r"page \d+(?: of \d+)?|shop|events|blog|jobs|careers|media|a-z|english \| cymraeg|"
        "collection|follow|contents|from(?:: .{2,80})?|(?:statutory )?guidance|"
        "policy paper|press release|news story|consultation|correspondence|research|"
        "publications?"
    ),
    COOKIES: (
        "ok|accept|reject|decline|got it|i agree|agree|dismiss|(?:find out|learn) more|"
        "cookies?|cookie policy|privacy(?: policy| notice)?|settings|preferences"
    ),
    COMMENTS: (
        r"comments?|reply|report(?: abuse)?|like|likes?|\d+ likes?|what do you think|"
        r"have your say|your thoughts|tell us what you think|responses|name ?\*?|website|"
        r"e-?mail ?\*?|share your (?:thoughts|views)|discussion|anonymous"
    ),
    APPEAL: (
        "support(?: us)?|donate|subscribe|join(?: us)?|get involved|become a member|"
        "membership|give|fundraise|volunteer|newsletters?|unlock this article"
    ),
    HEADLINES: ("related|latest|more news|visit|popular"),
    FOOTER: ("terms(?: of use| and conditions| & conditions)?|legal|disclaimer|copyright"),
}

# Short lines after which something other than the document begins.
OPENINGS: Mapping[tuple[str, Reach], str] = {
    (COMMENTS, "rest"): (
        r"(?:\d+|one) (?:comments?|responses?|replies)(?: (?:on|to) .{0,120})?|"
        r"comments? ?[(:] ?\d+ ?\)?|"
        r"\d+ thoughts? on .{0,150}|"
        "leave (?:a|your) (?:reply|comment|response).{0,80}|"
        "(?:add|post|write) (?:a|your) comment|"
        "(?:join|start) the (?:conversation|discussion|debate)|"
        r"(?:(?:view|read|see|show) (?:all )?(?:\d+ )?|reader |readers' |user )comments|"
        "comments are closed"
    ),
    ("picture caption", "rest"): (
        r"(?:featured|main|lead|cover|header|top) (?:image|photo|picture)\b.{0,120}"
    ),
    (HEADLINES, "headlines"): (
        "(?:related|recommended|similar|popular|trending|latest|recent|other|more|further|"
        "featured|top|next|previous|our latest)(?: (?:news|content|articles?|stor(?:y|"
        "ies)|posts?|pages|links|topics|reading for you|publications|blogs?|headlines|"
        "coverage|stories and news))+|"
        "more in .{2,40}|"
        "more (?:on this(?: story| topic| subject)?|from (?!the )(?:.{2,40})|like this|"
        "in (?:news|health|politics|uk|this section)|to explore|stories|news)|"
        "most (?:read|viewed|popular|shared|commented|watched)(?: .{0,30})?|"
        "(?:you (?:may|might) (?:also )?(?:like|be interested in|have missed)|"
        "you may also be interested in)(?: .{0,30})?|"
        "(?:read|up|watch|what to read) next|"
        "(?:recommended|picked|selected) for you|"
        "also in (?:this section|the news|news)|"
        "explore (?:the topic|this topic|more|related .{0,20})|"
        "trending(?: now)?|"
        "editor'?s'? picks?|"
        "elsewhere on (?:the|this) .{0,20}|"
        "(?:around|from) the web|"
        "in this (?:series|section)|"
        "don't miss|"
        "related(?:-| to this)?(?: page| guide)?s?|"
        "part of(?: the)?(?: series| collections?)|"
        "support links|"
        "popular (?:now|on .{0,20})|"
        "from other .{0,20} sites"
    ),
    (NAVIGATION, "panel"): (
        f"(?:follow|find|like|join|connect with) us(?: on (?:{_SITES}|"
        "social media))?.{0,30}|"
        "(?:is|was) this (?:page|article|information|guide|content) (?:useful|helpful)|"
        f"report a problem with this (?:{_PAGE})|"
        "stay (?:in touch|connected|up to date|informed)|"
        r"help us improve (?:gov\.uk|this (?:page|site|website)|our (?:site|website))"
    ),
    (APPEAL, "panel"): (
        "(?:sign up|subscribe)(?: (?:for|to))(?: (?:our|the|my))?(?: (?:free|daily|weekly|"
        "monthly|e-?mail))* (?:e-?mails?|newsletters?|updates|alerts|mailing list|"
        "bulletin)(?: .{0,30})?|"
        "(?:join|get) our (?:newsletter|mailing list|e-?mails?)|"
        "(?:our |get our |get the )?(?:free |daily |weekly |"
        "monthly )*(?:e-?mail )?newsletter(?: sign-?up)?"
    ),
    ("byline", "panel"): (
        "about (?:the|this) (?:author|writer|contributor|blogger)s?|author (?:bio|profile)"
    ),
}
