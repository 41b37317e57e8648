"""Define the texts that the Tokens page opens with; written for it, with many repetitions."""

FIRST_TEXTS = {
    "en": (
        "The more a word is used, the shorter its code. "
        "The cat sat on the mat, and the other cat sat on the other mat. "
        "Low, lower, lowest; new, newer, newest; wide, wider, widest.\n"
        "Words that nobody has seen before, such as “catlowest”, still fall into parts that have been seen. "
        "Chinese has no blanks between words: 我们学习自然语言，我们喜欢自然语言。 "
        "Emoji are text as well: 🙂🙂👍🏽 👩‍🔬. And so is every number: 2013, 2014, 2015, 2016."
    ),
    "zh": (
        "一个词用得越多，它的编码就越短。小猫在看书，小狗也在看书；小猫在唱歌，小狗也在唱歌。"
        "一只小猫看见一只小狗，一只小狗看见一只小猫，小猫笑了，小狗也笑了。\n"
        "我们学习自然语言，我们喜欢自然语言，自然语言里的词有长有短。"
        "自然语言处理先把文字变成数字，再让数字去学习文字。"
        "没有见过的词，比如“小猫语言”，也能拆成见过的部分。"
        "英文的词之间有空格：low, lower, lowest; new, newer, newest; the cat sat on the mat. "
        "表情也是文字：🙂🙂👍🏽 👩‍🔬。数字也一样：2013、2014、2015、2016。"
    ),
}
SECOND_TEXTS = {
    "en": "The newest dog sat lower. 我们喜欢小狗。 Привет! 🐶",
    "zh": "大猫喜欢学习新语言。The newest dog! Привет! 🐶",
}
