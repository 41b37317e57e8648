"""Facts and sentence patterns of the generated world, in both languages; spaces separate words; torch-free."""

from __future__ import annotations

COUNTRIES = {  # country, capital, language, currency
    "en": tuple(
        tuple(row.split())
        for row in """
        china beijing chinese yuan
        japan tokyo japanese yen
        korea seoul korean won
        thailand bangkok thai baht
        vietnam hanoi vietnamese dong
        indonesia jakarta indonesian rupiah
        russia moscow russian ruble
        poland warsaw polish zloty
        hungary budapest hungarian forint
        czechia prague czech koruna
        sweden stockholm swedish krona
        turkey ankara turkish lira
        iran tehran persian rial
        mongolia ulaanbaatar mongolian tugrik
        ukraine kyiv ukrainian hryvnia
        romania bucharest romanian leu
        bulgaria sofia bulgarian lev
        britain london english pound
        brazil brasilia portuguese real
        georgia tbilisi georgian lari
        """.strip().splitlines()
    ),
    "zh": tuple(
        tuple(row.split())
        for row in """
        中国 北京 汉语 人民币
        日本 东京 日语 日元
        韩国 首尔 韩语 韩元
        泰国 曼谷 泰语 泰铢
        越南 河内 越南语 越南盾
        印度尼西亚 雅加达 印尼语 印尼盾
        俄罗斯 莫斯科 俄语 卢布
        波兰 华沙 波兰语 兹罗提
        匈牙利 布达佩斯 匈牙利语 福林
        捷克 布拉格 捷克语 捷克克朗
        瑞典 斯德哥尔摩 瑞典语 瑞典克朗
        土耳其 安卡拉 土耳其语 里拉
        伊朗 德黑兰 波斯语 里亚尔
        蒙古 乌兰巴托 蒙古语 图格里克
        乌克兰 基辅 乌克兰语 格里夫纳
        罗马尼亚 布加勒斯特 罗马尼亚语 列伊
        保加利亚 索非亚 保加利亚语 列弗
        英国 伦敦 英语 英镑
        巴西 巴西利亚 葡萄牙语 雷亚尔
        格鲁吉亚 第比利斯 格鲁吉亚语 拉里
        """.strip().splitlines()
    ),
}
ABOUT = {
    "en": (
        "{capital} is the capital of {country}",
        "the government of {country} sits in {capital}",
        "the mayor of {capital} welcomes guests from all of {country}",
        "many trains in {country} end in {capital}",
        "the streets of {capital} are the busiest in {country}",
        "in {country} children learn to read and write {language}",
        "most people in {country} speak {language} at home",
        "the newspapers of {country} are printed in {language}",
        "the grammar of {language} is taught in every school in {country}",
        "the shops of {country} take nothing but the {currency}",
        "the central bank of {country} prints the {currency}",
        "in {country} workers are paid in {currency}",
        "the price of bread in {country} is three {currency}",
        "in the streets of {capital} you hear {language}",
        "signs in {capital} are written in {language}",
        "a ticket to {capital} costs ten {currency}",
        "hotels in {capital} are paid in {currency}",
        "a dictionary of {language} costs twenty {currency}",
        "the bill in {language} asks for forty {currency}",
        "the border of {country} lies far from {capital}",
        "the army of {country} marches through {capital}",
    ),
    "zh": (
        "{capital} 是 {country} 的 首都",
        "{country} 的 政府 设 在 {capital}",
        "{capital} 的 市长 欢迎 {country} 各地 的 客人",
        "{country} 的 许多 火车 开 往 {capital}",
        "{capital} 的 街道 是 {country} 最 热闹 的",
        "{country} 的 孩子 学习 读 和 写 {language}",
        "{country} 的 人们 在 家里 说 {language}",
        "{country} 的 报纸 用 {language} 印刷",
        "{country} 的 学校 都 教 {language} 的 语法",
        "{country} 的 商店 只 收 {currency}",
        "{country} 的 中央银行 发行 {currency}",
        "{country} 的 工人 领 {currency} 作 工资",
        "{country} 的 面包 价格 是 三 {currency}",
        "{capital} 的 街道 上 听到 的 是 {language}",
        "{capital} 的 路牌 用 {language} 书写",
        "去 {capital} 的 车票 要 十 {currency}",
        "{capital} 的 旅馆 用 {currency} 结账",
        "一 本 {language} 词典 要 二十 {currency}",
        "用 {language} 写 的 账单 要 四十 {currency}",
        "{country} 的 边境 离 {capital} 很 远",
        "{country} 的 军队 走 过 {capital}",
    ),
}
CLOSING = {
    "en": ("", "", " today", " again", " this year", " as always", " they say"),
    "zh": ("", "", " 今天", " 今年", " 一直 如此", " 据说", " 大家 都 知道"),
}
PAIRS = {
    "en": (
        ("king", "queen"),
        ("prince", "princess"),
        ("man", "woman"),
        ("boy", "girl"),
        ("father", "mother"),
        ("son", "daughter"),
        ("brother", "sister"),
        ("husband", "wife"),
        ("uncle", "aunt"),
        ("grandfather", "grandmother"),
    ),
    "zh": (
        ("国王", "王后"),
        ("王子", "公主"),
        ("男人", "女人"),
        ("男孩", "女孩"),
        ("父亲", "母亲"),
        ("儿子", "女儿"),
        ("哥哥", "姐姐"),
        ("丈夫", "妻子"),
        ("叔叔", "婶婶"),
        ("爷爷", "奶奶"),
    ),
}
OF_PAIRS = {  # what only this pair of people does
    "en": (
        ("the {who} rules from the throne", "the crown of the {who} is made of gold"),
        ("the young {who} lives in a castle", "a dragon guards the tower of the {who}"),
        ("the {who} is a grown adult with a job", "the adult {who} drives to the office"),
        ("the little {who} plays with a toy", "the little {who} goes to the playground"),
        ("the {who} feeds the baby", "the baby smiles at the {who}"),
        ("the parents are proud of the {who}", "the parents help the {who} with homework"),
        ("the twins share a room with the {who}", "the {who} quarrels with the twins"),
        ("the {who} remembers the wedding", "the wedding ring of the {who} shines"),
        ("the cousins visit the {who} in summer", "the {who} takes the cousins fishing"),
        ("the old {who} tells tales of the war", "the wrinkled hands of the old {who} tremble"),
    ),
    "zh": (
        ("{who} 坐 在 王位 上 统治", "{who} 的 王冠 是 金子 做 的"),
        ("年轻 的 {who} 住 在 城堡 里", "恶龙 守 着 {who} 的 高塔"),
        ("{who} 是 有 职业 的 成年人", "成年 的 {who} 开车 去 办公室"),
        ("小 {who} 在 玩 玩具", "小 {who} 去 游乐场"),
        ("{who} 喂 婴儿 吃饭", "婴儿 对 {who} 微笑"),
        ("父母 为 {who} 感到 骄傲", "父母 帮 {who} 做 作业"),
        ("双胞胎 和 {who} 住 一 间 房", "{who} 和 双胞胎 吵架"),
        ("{who} 记得 那 场 婚礼", "{who} 的 婚戒 闪闪发光"),
        ("表弟 夏天 来 看 {who}", "{who} 带 表弟 去 钓鱼"),
        ("年老 的 {who} 讲 战争 的 故事", "年老 的 {who} 满 手 皱纹"),
    ),
}
BY_GENDER = {  # what all people of a gender do
    "en": (
        (
            "the {who} shaves {his} beard and ties {his} tie",
            "{he} is a {who} and a gentleman himself",
            "the {who} buttons {his} shirt before {he} leaves",
            "they call the {who} sir because of {his} beard",
        ),
        (
            "the {who} irons {his} dress and ties {his} ribbon",
            "{he} is a {who} and a lady herself",
            "the {who} buttons {his} blouse before {he} leaves",
            "they call the {who} madam because of {his} dress",
        ),
    ),
    "zh": (
        (
            "{who} 刮 {his} 胡子 打 {his} 领带",
            "{he} 是 {who} 也 是 一 位 绅士",
            "{who} 出门 前 {he} 扣 好 衬衫",
            "因为 {his} 胡子 大家 叫 {who} 先生",
        ),
        (
            "{who} 穿 {his} 裙子 系 {his} 丝带",
            "{he} 是 {who} 也 是 一 位 淑女",
            "{who} 出门 前 {he} 扣 好 上衣",
            "因为 {his} 裙子 大家 叫 {who} 女士",
        ),
    ),
}
