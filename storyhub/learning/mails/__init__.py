"""The letters of learning, each in the language of whoever reads it: `turns` to staff, `answers` to tellers."""
