"""What is noticed about an activity's photos before anybody decides: pure checks over plain data.

Each family is one module; ``all`` is the table. A check states a fact, its evidence, and what it cannot know.
"""
