"""The bot in Telegram: updates in, replies out; what a reply says is made in `bot.ask`.

An update goes one way: turns (who is next) -> a handler -> worker (`ask`, in its own thread)
-> views -> outgoing -> delivery (until Telegram has it).
"""
