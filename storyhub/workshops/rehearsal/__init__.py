"""A workshop tried out before the day: invented people in seven languages play its agenda through the pages themselves.

They know nothing of methods. Each reads the forms it is given, fills them with invented words and sends them; some tap
twice, lose their network, come late, keep two tabs, send what they wrote when its step is over. Every text that is sent
carries a marker of its own, so that what reached whom, and when, can be told from the bytes alone.

A rehearsal is played on a copy, which is thrown away: no card of it reaches the town's records.
"""
