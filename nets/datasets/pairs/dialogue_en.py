"""Short English dialogues, written for this project: sentences in several wordings, and their answers.

Each meaning has an answer and its wordings in a row; the last one is held out for the test. Braces stand for any word
of a list.
"""

OPENINGS = ("", "Tom, ", "Anna, ", "my friend, ", "Mum, ", "doctor, ", "Li, ", "dear, ")
LISTS = {
    "food": ("apples", "noodles", "rice", "fish", "cake", "soup", "cheese", "melons", "bread", "dumplings"),
    "drink": ("tea", "water", "coffee", "milk", "juice", "lemonade", "cocoa", "beer"),
    "place": ("school", "park", "hospital", "shop", "station", "library", "bank", "hotel", "cinema", "zoo"),
    "thing": ("book", "pen", "hat", "coat", "lamp", "phone", "umbrella", "cup", "table", "bicycle"),
    "tongue": ("Chinese", "English", "French", "Japanese", "German", "Russian", "Italian", "Spanish"),
    "name": ("Peter", "Mary", "John", "Lucy", "Paul", "Emma", "Frank", "Sarah"),
}
MEANINGS = {
    "eaten": (
        "Yes, I have eaten!",
        "Have you eaten? Have you eaten yet? Did you eat already? Have you had lunch?"
        " Did you have something to eat? Have you had something to eat?",
    ),
    "well": (
        "I am fine, thank you!",
        "How are you? How are you doing? How have you been? How is it going? Are you well?"
        " How are things going? How have you been doing?",
    ),
    "called": (
        "My name is Nettie.",
        "What is your name? What are you called? May I know your name? Can you tell me your name?"
        " What do people call you? May I ask your name?",
    ),
    "age": (
        "I am three years old.",
        "How old are you? What is your age? How many years old are you? Can I ask how old you are?"
        " Tell me your age! May I ask your age?",
    ),
    "home": (
        "I come from Beijing.",
        "Where are you from? Where do you come from? Which city are you from? What is your home town?"
        " Where is your home? Which city do you come from?",
    ),
    "going": (
        "I am going to class.",
        "Where are you going? Where do you want to go? Where are you heading? Where are you off to?"
        " Which way are you going? Where are you going now?",
    ),
    "time": (
        "It is eight o'clock.",
        "What time is it? What is the time? Do you know the time? Can you tell me the time?"
        " What time is it now? Do you know what time it is?",
    ),
    "weather": (
        "It is sunny today.",
        "What is the weather like? How is the weather today? Is the weather good? What is it like outside?"
        " Is it raining outside? What is the weather like today?",
    ),
    "thanks": (
        "You are welcome!",
        "Thanks! Thank you! Thanks a lot! Thank you very much! Many thanks! Thank you so much! Thanks very much!",
    ),
    "goodbye": (
        "Goodbye!",
        "Goodbye! Bye! See you tomorrow! I must go, bye! See you later! Bye, see you later! Goodbye, see you tomorrow!",
    ),
    "sorry": (
        "Never mind.",
        "Sorry! I am sorry! I am so sorry! Please forgive me! Sorry, that was my fault! I beg your pardon!"
        " I am very sorry!",
    ),
    "morning": (
        "Good morning!",
        "Good morning! Morning! A good morning to you! Good morning, everybody! A very good morning!"
        " Morning, everybody!",
    ),
    "night": (
        "Good night, sleep well!",
        "Good night! Night! I am going to bed! Time to sleep! I am off to bed, good night!"
        " I want to go to sleep! Good night, time to sleep!",
    ),
    "work": (
        "I am a teacher.",
        "What is your job? What work do you do? What do you do for a living? Where do you work?"
        " What kind of job do you have? What kind of work do you do?",
    ),
    "hobby": (
        "I like music.",
        "What are your hobbies? Do you have a hobby? What do you do for fun? What do you like to do?"
        " What do you do in your free time? What do you like to do in your free time?",
    ),
    "busy": (
        "No, what is the matter?",
        "Are you busy? Are you busy now? Do you have a minute? Do you have time now? Are you free now?"
        " Are you very busy now?",
    ),
    "tired": (
        "A little tired.",
        "Are you tired? Are you feeling tired? You look tired! Are you very tired? Do you feel tired?"
        " You must be tired! Are you tired today?",
    ),
    "help": (
        "Of course I can!",
        "Can you help me? Could you help me? Please help me! Can you give me a hand? I need your help!"
        " Could you give me a hand? Could you please help me?",
    ),
    "birthday": (
        "How kind of you!",
        "Happy birthday! Happy birthday to you! It is your birthday! Have a happy birthday!"
        " A very happy birthday to you! Today is your birthday!",
    ),
    "like": (
        "Yes, I love {food}!",
        "Do you like {food}? Do you like to eat {food}? Do you enjoy {food}? Are you fond of {food}?"
        " What about {food}, do you like that? Do you enjoy eating {food}?",
    ),
    "where": (
        "The {place} is over there.",
        "Where is the {place}? How do I get to the {place}? Can you show me the {place}?"
        " Where can I find a {place}? Is there a {place} near here? Can you tell me where the {place} is?",
    ),
    "price": (
        "The {thing} is ten pounds.",
        "How much is the {thing}? How much is this {thing}? What does the {thing} cost?"
        " What is the price of the {thing}? How much do you want for the {thing}?"
        " How much does this {thing} cost?",
    ),
    "together": (
        "Yes, let us go to the {place}!",
        "Let us go to the {place}! Shall we go to the {place}? Will you come to the {place} with me?"
        " Do you want to go to the {place}? Why don't we go to the {place}?"
        " Shall we go to the {place} together?",
    ),
    "meet": (
        "Nice to meet you, {name}!",
        "My name is {name}. I am {name}. People call me {name}. Hello, I am {name}. You can call me {name}."
        " Hello, my name is {name}.",
    ),
    "speak": (
        "I speak a little {tongue}.",
        "Do you speak {tongue}? Can you speak {tongue}? Have you learnt {tongue}? Is your {tongue} good?"
        " Do you know any {tongue}? Can you speak any {tongue}?",
    ),
    "drink": (
        "Yes, a cup of {drink}, please.",
        "Would you like some {drink}? Do you want some {drink}? Do you want to drink {drink}?"
        " How about some {drink}? A cup of {drink} for you? Would you like to drink some {drink}?",
    ),
}
