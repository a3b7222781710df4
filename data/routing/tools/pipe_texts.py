"""Pieces of what people write: reports, stories, minutes, contracts, mail, talks, tables. Each kind yields without end."""

import re

from sentences import EN_HEADS, EN_NAMES, KO_HEADS, KO_NAMES, english_sentence, korean_sentence


def article_ko(rng):
    yield "물가에 남은 사람들 - 지역 보고\n\n"
    while True:
        yield f"{rng.choice(KO_HEADS)}\n\n"
        for _ in range(rng.randint(2, 5)):
            yield " ".join(korean_sentence(rng) for _ in range(rng.randint(3, 7))) + "\n\n"


def article_en(rng):
    yield "The Slow Bridge: a report from the valley\n\n"
    while True:
        yield f"{rng.choice(EN_HEADS)}\n\n"
        for _ in range(rng.randint(2, 5)):
            yield " ".join(english_sentence(rng) for _ in range(rng.randint(3, 7))) + "\n\n"


def novel_ko(rng):
    said = ["그럴 리가 없어요.", "문은 누가 열었죠?", "나는 아무 말도 하지 않았다.", "그 편지는 태웠어.", "기다리면 옵니까?", "우리는 같은 배를 탔잖아."]
    chapter = 0
    while True:
        chapter += 1
        yield f"{chapter}장\n\n"
        for _ in range(rng.randint(8, 14)):
            if rng.random() < 0.4:
                yield f'"{rng.choice(said)}"\n\n{rng.choice(KO_NAMES)} 씨가 물었다. '
            yield korean_sentence(rng) + "\n\n"


def minutes_ko(rng):
    yield "정기 운영회의 회의록\n참석: " + ", ".join(rng.sample(KO_NAMES, 5)) + "\n\n"
    number = 0
    while True:
        number += 1
        yield f"안건 {number}. {rng.choice(KO_HEADS)}\n"
        for _ in range(rng.randint(4, 9)):
            yield f"- {rng.choice(KO_NAMES)}: {korean_sentence(rng)}\n"
        yield f"결정: {rng.choice(['보류', '승인', '재논의', '조건부 승인'])}. 담당 {rng.choice(KO_NAMES)}, {rng.randint(1, 12)}월 {rng.randint(1, 28)}일까지.\n\n"


def minutes_en(rng):
    yield "Trustees' meeting, minutes\nPresent: " + ", ".join(rng.sample(EN_NAMES, 5)) + "\n\n"
    number = 0
    while True:
        number += 1
        yield f"{number}. {rng.choice(EN_HEADS)}\n"
        for _ in range(rng.randint(4, 9)):
            yield f"{rng.choice(EN_NAMES)}: {english_sentence(rng)}\n"
        yield f"ACTION {rng.choice(EN_NAMES)} to report by {rng.randint(1, 28)} {rng.choice(['March', 'May', 'June', 'October'])}. {rng.choice(['Carried.', 'Deferred.', 'Carried, one against.'])}\n\n"


def contract_en(rng):
    duty = ["shall keep the premises insured", "may assign its rights with prior written consent", "shall deliver the goods to the named depot",
            "is liable for loss up to the annual fee", "shall give notice in writing", "may suspend performance", "shall keep records for seven years"]
    when = ["within thirty days of demand", "unless otherwise agreed in Schedule 2", "save in case of gross negligence", "on each anniversary of the Effective Date",
            "not later than the last working day of the quarter", "at its own cost"]
    number = 0
    while True:
        number += 1
        yield f"{number}. {rng.choice(['Term', 'Payment', 'Liability', 'Confidentiality', 'Delivery', 'Termination', 'Notices'])}\n"
        for clause in range(1, rng.randint(4, 8)):
            yield f"{number}.{clause} The {rng.choice(['Supplier', 'Customer', 'Parties', 'Guarantor'])} {rng.choice(duty)} {rng.choice(when)}.\n"
        yield "\n"


def contract_ko(rng):
    who = ["위탁자는", "수탁자는", "갑은", "을은", "당사자는"]
    duty = ["대금을 지급하여야 한다", "사전 서면 동의 없이 권리를 양도할 수 없다", "비밀을 유지하여야 한다", "손해를 배상한다", "계약을 해지할 수 있다", "검수 결과를 통지한다"]
    when = ["매월 말일까지", "청구를 받은 날부터 14일 이내에", "고의 또는 중대한 과실이 있는 경우에 한하여", "별지 2에서 달리 정하지 않는 한", "계약 기간 중은 물론 종료 후 3년간"]
    number = 0
    while True:
        number += 1
        yield f"제{number}조({rng.choice(['대금', '비밀유지', '손해배상', '해지', '검수', '양도', '분쟁'])})\n"
        for clause in range(1, rng.randint(3, 6)):
            yield f"  {clause}. {rng.choice(who)} {rng.choice(when)} {rng.choice(duty)}.\n"
        yield "\n"


def subtitles(rng):
    number, clock = 0, 0
    while True:
        number += 1
        start, clock = clock, clock + rng.randint(2, 6)
        stamp = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02},{rng.randint(0, 999):03}" for s in (start, clock)]
        yield f"{number}\n{stamp[0]} --> {stamp[1]}\n{korean_sentence(rng)}\n\n"


def chat_ko(rng):
    said = ["ㅇㅋ", "그건 내가 할게", "내일 봐", "사진 올림", "ㅋㅋㅋㅋ", "아니 진짜로?", "회비 보냈어", "누가 예약함?", "비온대", "난 빼줘", "확인 부탁", "30분 늦어"]
    hour, minute = 9, 0
    while True:
        minute += rng.randint(0, 9)
        hour, minute = hour + minute // 60, minute % 60
        text = rng.choice(said) if rng.random() < 0.7 else korean_sentence(rng)
        yield f"[{hour % 24:02}:{minute:02}] {rng.choice(KO_NAMES)} : {text}\n"


def mail_thread(rng):
    while True:
        who, to = rng.sample(EN_NAMES, 2)
        yield f"From: {who}\nTo: {to}\nSubject: Re: {rng.choice(['north gate', 'invoice 2291', 'the pump', 'site visit'])}\n\nDear {to},\n"
        yield "\n".join(english_sentence(rng) for _ in range(rng.randint(3, 6))) + f"\nKind regards,\n{who}\n\n"
        yield "".join(f"> {english_sentence(rng)}\n" for _ in range(rng.randint(1, 4))) + "\n"


def docs_en(rng):
    yield "# Operating the gate controller\n\n"
    while True:
        yield f"## {rng.choice(EN_HEADS)}\n\n" + " ".join(english_sentence(rng) for _ in range(rng.randint(2, 5))) + "\n\n"
        yield f"- `gate {rng.choice(['open', 'hold', 'status'])} --zone {rng.choice('ABC')}`: see below\n- default: {rng.randint(1, 60)} s\n\n"


KINDS = {name: value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == __name__ and name not in ("korean_sentence", "english_sentence")}


def news_ko(rng):
    city = ["원주시", "여수시", "김해시", "충주시", "강릉시", "군산시", "포항시", "제천시", "춘천시"]
    press = ["한빛일보", "남해매일", "중부시대", "강변신문", "온고을뉴스"]
    topic = ["시내버스 노선 개편", "노후 상수관 교체", "전통시장 주차장", "소각장 증설", "청년 월세 지원", "하천 정비 공사", "통학로 안전 시설",
             "지역화폐 할인율", "공공 산후조리원", "빈집 정비 사업"]
    head = ["{t} '첫 삽'… 주민은 갸우뚱", "{c}, {t} 예산 {n}억 원 확정", "[현장] {t} 두고 엇갈린 목소리", "{t} 또 미뤄져… 올해만 세 번째",
            "\"{t}, 왜 우리 동네는 빠졌나\"", "{c} {t} 논란 일파만파", "[단독] {t} 용역 보고서 '숫자 맞추기' 의혹"]
    lead = ["{c}~이가 추진해 온 {t} 사업이 {m}월 {d}일 시의회 문턱을 넘었다.", "{c} 주민 {n}여 명이 {d}일 오전 시청 앞에서 {t} 재검토를 요구하는 집회를 열었다.",
            "{t} 사업비가 당초 계획보다 {p}% 늘어난 것으로 확인됐다.", "{c}~은는 {t}~과와 관련해 오는 {m}월 {d}일 공청회를 연다고 밝혔다."]
    body = ["시는 총사업비 {n}억 {k}천만 원 가운데 {p}%를 국비로 충당한다는 계획이다.", "앞서 지난해 {m}월에도 같은 이유로 공사가 {k}주가량 멈춘 바 있다.",
            "시의회 {w} 의원은 \"절차를 건너뛴 사업은 결국 주민이 값을 치른다\"고 지적했다.", "시 관계자는 \"지적된 부분은 {m}월까지 보완하겠다\"며 말을 아꼈다.",
            "인근에서 {k}년째 가게를 하는 {w}(5{k}) 씨는 \"공사 얘기만 몇 년째 듣는지 모르겠다\"고 했다.", "전문가들은 수요 예측이 지나치게 낙관적이라고 본다.",
            "본지가 입수한 자료에 따르면 하루 평균 이용자는 {n}명에 그쳤다.", "다만 반대 측이 제시한 수치 역시 표본이 {n}명에 불과해 해석에 주의가 필요하다.",
            "경쟁 입찰에는 {k}개 업체가 참여했고, 최저가를 써낸 업체는 {p}%대 낙찰률을 기록했다.", "{w} {c} 도시정책과장은 \"오해가 있다\"고 해명했다.",
            "찬성하는 주민들은 \"더 늦으면 비용만 커진다\"고 맞섰다.", "결과는 이르면 다음 달 {d}일 나온다."]
    def josa(text):
        return re.sub("(.)~(.)(.)", lambda m: m[1] + (m[2] if (ord(m[1]) - 0xAC00) % 28 else m[3]), text)

    while True:
        slots = dict(c=rng.choice(city), t=rng.choice(topic), w=rng.choice(KO_NAMES))

        def fill(text):
            return josa(text.format(**{**slots, "w": rng.choice(KO_NAMES)}, n=rng.randint(12, 480), m=rng.randint(1, 12), d=rng.randint(2, 28), p=rng.randint(6, 91), k=rng.randint(2, 9)))

        yield f"{fill(rng.choice(head))}\n\n{rng.choice(press)} {slots['w']} 기자 | 입력 2025.{rng.randint(1, 12):02}.{rng.randint(1, 28):02}. 오{rng.choice(['전', '후'])} {rng.randint(1, 11)}:{rng.randint(0, 59):02}\n\n"
        if rng.random() < 0.5:
            yield f"▲ {slots['c']} {rng.choice(['청사 앞', '공사 현장', '주민센터 회의실'])}의 모습. /사진={slots['w']} 기자\n\n"
        yield fill(rng.choice(lead)) + " " + fill(rng.choice(body)) + "\n\n"
        for _ in range(rng.randint(4, 9)):
            yield " ".join(fill(text) if rng.random() < 0.75 else korean_sentence(rng) for text in rng.sample(body, rng.randint(1, 3))) + "\n\n"
        yield f"{rng.choice(['저작권자 ⓒ 무단전재 및 재배포 금지', '제보는 카카오톡 채널로 받습니다', '☞ 관련기사 더보기'])}\n댓글 {rng.randint(0, 312)}\n\n\n"


def readme_ko(rng):
    name = rng.choice(["moru", "dalgona", "saebyeok", "nuri-sync", "gaon", "bitgaram"])
    parts = ["수집기", "정리기", "알림 모듈", "웹 화면", "예약 실행기", "설정 파일", "백업 도구", "플러그인"]
    said = ["{a}~은는 {b}~이가 끝난 뒤에 돌아야 합니다. 순서를 바꾸면 같은 항목이 두 번 들어갈 수 있습니다.", "처음에는 {a} 하나로 시작했지만 사용자가 늘면서 {b}~을를 따로 떼어냈습니다.",
            "기본값은 하루 {n}번이며, 대부분은 바꿀 필요가 없습니다.", "맥과 리눅스에서는 확인했고 윈도우는 WSL에서만 돌려 보았습니다.", "{a}~은는 네트워크를 쓰지 않습니다. 모든 자료는 여러분의 컴퓨터에 남습니다.",
            "사진이 {n}만 장을 넘으면 {a}~이가 느려지는 문제가 알려져 있고, 다음 판에서 고칠 예정입니다.", "왜 데이터베이스를 쓰지 않았느냐는 질문을 자주 받습니다. 파일 하나로 옮길 수 있다는 점이 더 중요했습니다.",
            "오류가 나면 먼저 {b}의 기록을 보세요. 열에 아홉은 경로에 한글이 들어간 경우입니다.", "이 저장소는 개인이 주말에 관리합니다. 답이 늦더라도 너그럽게 봐 주세요.",
            "{a}~과와 {b}~은는 같은 설정을 읽지만, 우선순위가 서로 다릅니다.",
            "{b}~은는 꺼도 되지만 {a}~을를 끄면 나머지도 멈춥니다. (이슈 {n}번에 긴 이야기가 있습니다)", "0.{n} 이전 판에서 올라오는 분은 {a}의 자료를 먼저 백업해 주세요.", "{a} 이름이 왜 이렇냐고요? 새벽 두 시에 지었습니다.",
            "회사에서 쓰고 싶다는 연락을 몇 번 받았습니다. 됩니다. 다만 {b}~은는 보증하지 않습니다.", "느린 컴퓨터라면 {a} 대신 {b}부터 써 보시길 권합니다."]
    heads = ["왜 만들었나요", "무엇을 할 수 있나요", "시작하기 전에", "설치", "처음 실행", "설정", "알려진 문제", "자주 묻는 것", "만드는 방식", "기여하기", "감사한 분들", "판 올림 안내"]
    shell = ["{x} init ~/사진", "{x} run --once", "{x} status", "pip install {x}", "brew install {x}", "{x} export --format csv", "git clone https://example.org/{x}.git && cd {x}"]
    def josa(text):
        return re.sub("(.)~(.)(.)", lambda m: m[1] + (m[2] if (ord(m[1]) - 0xAC00) % 28 else m[3]), text)

    yield f"# {name}\n\n[![빌드](https://example.org/b/{name}.svg)](#) ![버전](https://img.example.org/v/0.{rng.randint(3, 19)}.{rng.randint(0, 9)})\n\n"
    yield "> 흩어진 자료를 조용히 한곳에 모아 주는 작은 도구\n\n"
    level = 0
    while True:
        head = heads[level % len(heads)]
        level += 1
        yield f"{rng.choice(['##', '##', '###'])} {head}\n\n"
        for _ in range(rng.randint(2, 4)):
            a, b = rng.sample(parts, 2)
            yield josa(" ".join(text.format(a=a, b=b, n=rng.randint(2, 40)) for text in rng.sample(said, rng.randint(2, 4)))) + "\n\n"
        if rng.random() < 0.35:
            yield "```sh\n" + "\n".join("$ " + text.format(x=name) for text in rng.sample(shell, rng.randint(1, 3))) + "\n```\n\n"
        if rng.random() < 0.4:
            yield "".join(f"- **{part}**: {rng.choice(['그대로 두어도 됩니다', '0.9부터 들어왔습니다', '아직 실험 단계입니다', '곧 사라질 예정입니다', '필요한 분만 켜세요'])}\n" for part in rng.sample(parts, rng.randint(2, 5))) + "\n"


def changelog_en(rng):
    what = {"Added": ["`--dry-run` for {p}", "support for {n}-bit identifiers in the {p}", "Korean and Basque translations", "a `{f}` option that was promised in the spring", "progress output when {p} takes longer than {n} s"],
            "Changed": ["{p} now closes idle sessions after {n} minutes (was 5)", "default of `{f}` is now `auto`", "**BREAKING:** `{f}` no longer accepts a bare number", "minimum runtime raised to 3.1{d}", "{p} writes its cache under XDG paths"],
            "Fixed": ["{p} crashed on empty input (#{i})", "wrong totals when a month had {n} entries (#{i}, thanks @{w})", "a race between {p} and shutdown", "typo in the help of `{f}`", "memory grew without bound when the {p} was retried (#{i})", "dates before 1970 were shown as today"],
            "Deprecated": ["`{f}` goes away in the next major", "the old {p} format, see MIGRATING"],
            "Removed": ["`{f}`, deprecated since 2.{d}", "the bundled copy of the {p}"],
            "Security": ["tokens were written to the log at debug level (#{i})", "bump of the {p} for a path traversal, please upgrade"]}
    part = ["importer", "scheduler", "mail gateway", "report builder", "index", "sync client", "template engine"]
    flag = ["strict", "keep_alive", "max-rows", "legacy_dates", "color", "retry.limit", "tz"]
    major, minor, patch, year, month = rng.randint(4, 9), rng.randint(2, 15), rng.randint(0, 4), 2025, 11
    day = 28
    yield "# Changelog\n\nAll notable changes are listed here. Dates are UTC.\n\n## [Unreleased]\n\n- nothing yet, honestly\n\n"
    while True:
        yield f"## [{major}.{minor}.{patch}] - {year}-{month:02}-{day:02}{rng.choice(['', '', '', '', '', '', '', ' [YANKED]'])}\n\n"
        for section in sorted(rng.sample(list(what), rng.randint(1, 4))):
            yield f"### {section}\n\n"
            yield "".join("- " + text.format(p=rng.choice(part), f=rng.choice(flag), n=rng.choice([2, 12, 30, 64]), d=rng.randint(0, 3), i=rng.randint(80, 2900), w=rng.choice(EN_NAMES).lower()) + "\n"
                          for text in rng.sample(what[section], rng.randint(1, len(what[section])))) + "\n"
        if rng.random() < 0.15:
            yield f"{english_sentence(rng)} Sorry about the noise.\n\n"
        patch -= 1
        if patch < 0:
            minor, patch = minor - 1, rng.randint(0, 3)
        if minor < 0:
            major, minor = max(major - 1, 0), rng.randint(2, 9)
        day -= rng.randint(2, 30)
        if day < 1:
            day, month = day + 28, month - rng.randint(1, 2)
        if month < 1:
            year, month = year - 1, 12


def paper_en(rng):
    field = rng.choice(["irrigation scheduling", "night-shift handover", "bilingual reading", "urban bird counts", "queue discipline"])
    surname = ["Okafor", "Lindqvist", "Baek", "Moreau", "Tanaka", "Abreu", "Petrov", "Nakamura", "Haas", "Iyer"]
    claim = ["Prior work treats {f} as a matter of individual skill ({a}, {y}; {b} et al., {y2}).", "We preregistered {n} hypotheses, of which {k} were supported.",
             "The effect was small but consistent (d = 0.{n2}, 95% CI [0.0{k}, 0.{n2}{k}], p = .0{k}).", "Participants (N = {n}) were recruited through {k} local offices and paid in vouchers.",
             "Contrary to {a} ({y}), no interaction with age was found, F(1, {n}) = {k}.{n2}, p = .{n2}.", "A robustness check that drops the {k} largest sites leaves the estimate unchanged.",
             "We cannot rule out that sites which adopted early differed in unobserved ways.", "Table {k} reports the coefficients; standard errors are clustered by site.",
             "Following {b} and {a} ({y2}), we define exposure as any contact within {n2} days.", "Attrition was {n2}% in the treated arm and {k}% in the control arm.",
             "This pattern is what one would expect if {f} were driven by supply rather than by preference.", "The measure has acceptable reliability (alpha = .8{k}).",
             "As Figure {k} shows, the two groups diverge only after week {n2}.", "It should be noted that the sample is neither random nor large.",
             "{a} and {b} ({y2}) report the opposite sign in a larger sample, a discrepancy we return to below.", "Interviewers were blind to condition in all but {k} sites.", "Power was {n2}% for the smallest effect of interest, which is inadequate.",
             "The estimates in columns {k} and 9 are not comparable, since the denominators differ.", "One site withdrew in week {n2} and is kept in the intention-to-treat analysis.", "Coders agreed on 8{k}% of {n} segments (kappa = .6{k}).",
             "We thank an anonymous reviewer for suggesting this alternative reading.", "Causal language in the earlier draft has been softened accordingly."]
    sections = ["Introduction", "Related Work", "Data and Setting", "Method", "Measures", "Results", "Robustness", "Discussion", "Limitations", "Conclusion"]

    def say():
        a, b = rng.sample(surname, 2)
        return rng.choice(claim).format(f=field, a=a, b=b, y=rng.randint(1996, 2012), y2=rng.randint(2013, 2025), n=rng.randint(41, 2200), n2=rng.randint(11, 48), k=rng.randint(2, 8))

    a, b, c = rng.sample(surname, 3)
    yield f"Small Signals, Late Answers: {field.title()} in Practice\n\n{a} J.*, {b} M., {c} R.\n*Corresponding author. Department of Applied Studies\n\n"
    yield "Abstract\n" + " ".join(say() for _ in range(5)) + f"\n\nKeywords: {field}; field experiment; attrition; replication\n\n"
    number = 0
    while True:
        title = sections[number % len(sections)]
        number += 1
        yield f"{number}. {title}\n\n"
        for sub in range(1, rng.randint(2, 4)):
            yield f"{number}.{sub} {rng.choice(['Overview', 'Sample', 'Procedure', 'Main effects', 'Heterogeneity', 'Threats to validity', 'Coding'])}\n"
            for _ in range(rng.randint(1, 3)):
                yield " ".join(say() for _ in range(rng.randint(4, 8))) + "\n\n"
        if rng.random() < 0.3:
            yield f"Table {rng.randint(1, 9)}\n" + "".join(f"{label:<22}{rng.uniform(-0.4, 0.9):>8.3f}{rng.choice(['   ', '*  ', '** ', '***'])} ({rng.uniform(0.01, 0.2):.3f})\n" for label in ["Treated", "Post", "Treated x Post", "Age (decades)", "Constant"]) + "\n"
        if number % len(sections) == 0:
            yield "References\n\n" + "".join(f"{x}, {rng.choice('ABDHKMRS')}. ({rng.randint(1996, 2025)}). On {field}. Journal of Slow Results, {rng.randint(3, 40)}({rng.randint(1, 4)}), {rng.randint(10, 90)}-{rng.randint(91, 160)}.\n" for x in sorted(surname)) + "\n"


def letter_ko(rng):
    office = ["은하초등학교", "한들아파트 관리사무소", "누리구청 건축과", "솔빛종합사회복지관", "국민안심보험공단 동부지사", "새마루 조합", "푸른교육지원청"]
    title = ["시설 사용료 납부 안내", "정기 안전 점검 협조 요청", "무단 증축 시정 명령 사전 통지", "보조금 정산 서류 보완 요청", "학부모 총회 개최 알림", "수도 단수 안내", "재계약 의사 확인 요청", "과오납금 환급 안내"]
    line = ["귀하(귀 기관)의 무궁한 발전을 기원합니다.", "관련: {o} 제2025-{n}호(2025. {m}. {d}.)", "위 호와 관련하여 아래와 같이 알려드리오니 기한 내 회신하여 주시기 바랍니다.",
            "기한 내 제출하지 않을 경우 관계 규정 제{k}조에 따라 불이익이 있을 수 있습니다.", "이의가 있으신 경우 통지를 받은 날부터 {d}일 이내에 서면으로 제출하실 수 있습니다.",
            "납부 금액은 금 {n},{d}0원이며 납부 기한은 2025. {m}. {d}.까지입니다.", "세대별 방문 시간은 오전 {h}시부터이며, 부재 시 다음 날 다시 방문합니다.",
            "대리인이 제출하는 경우 위임장과 신분증 사본을 함께 내 주십시오.", "자동이체를 신청하신 분은 별도의 조치가 필요하지 않습니다.", "문의가 많아 전화 연결이 어려울 수 있으니 양해 바랍니다.",
            "본 통지는 행정절차법에 따른 사전 통지이며 처분이 확정된 것은 아닙니다.", "지난 {m}월 안내문의 금액에 오기가 있어 이를 바로잡습니다."]
    while True:
        who = rng.choice(office)
        number = rng.randint(100, 998)
        yield f"{who}\n\n수신  {rng.choice(['수신자 참조', rng.choice(KO_NAMES) + ' 귀하', '각 세대주', '학부모님', '입주자 대표회의 의장'])}\n(경유)\n제목  {rng.choice(title)}\n\n"
        count = 0
        picked = sorted(rng.sample(range(len(line)), rng.randint(5, 9)))
        for text in [line[index] for index in picked]:
            count += 1
            yield f"{count}. " + text.format(o=who, n=rng.randint(101, 940), m=rng.randint(1, 12), d=rng.randint(10, 28), k=rng.randint(7, 31), h=rng.randint(8, 11)) + "\n"
            if rng.random() < 0.25:
                detail = {"일시": f"2025. {rng.randint(1, 12)}. {rng.randint(1, 28)}.({rng.choice('월화수목금')}) {rng.randint(9, 19)}:{rng.choice(['00', '30'])}", "장소": rng.choice(["2층 소회의실", "강당", "관리동 지하 1층"]),
                          "제출 서류": "신분증, 신청서 각 1부", "담당자": f"{rng.choice(KO_NAMES)} 주무관(내선 {rng.randint(200, 899)})", "대상": rng.choice(["별첨 참조", "3동~7동 전 세대", "신청자 전원"])}
                for mark, label in zip("가나다", rng.sample(list(detail), rng.randint(2, 3))):
                    yield f"  {mark}. {label}: {detail[label]}\n"
        yield f"\n붙임  1. {rng.choice(['신청서 서식', '정산 내역', '위치도', '납부 고지서'])} 1부.  끝.\n\n{who}장 (직인생략)\n"
        yield f"시행 {number}-{rng.randint(1000, 9999)} (2025. {rng.randint(1, 12)}. {rng.randint(1, 28)}.)  전화 0{rng.randint(31, 64)}-{rng.randint(200, 899)}-{rng.randint(1000, 9999)} / 전송 0{rng.randint(31, 64)}-{rng.randint(200, 899)}-{rng.randint(1000, 9999)}\n{'-' * 60}\n\n"


def lecture_ko(rng):
    subject = rng.choice(["통계", "경제사", "생태학", "언어학", "건축", "한국사"])
    term = {"통계": ["표본", "분산", "신뢰구간", "회귀"], "경제사": ["은본위", "환곡", "길드", "관세"], "생태학": ["천이", "먹이그물", "수용력", "외래종"],
            "언어학": ["음소", "형태소", "격조사", "담화"], "건축": ["하중", "아치", "채광", "동선"], "한국사": ["균역법", "대동법", "붕당", "향약"]}[subject]
    talk = ["자 여러분 지난 시간에 {t}까지 했죠.", "음 그러니까 {t}, 이게 사실 책에 나온 것보다 훨씬 복잡해요.", "이거 시험에 나옵니다. 표시해 두세요. 진짜로요.", "어 뒤에 들리나요? 마이크가 좀.",
            "{t}하고 {u}~을를 헷갈리시면 안 돼요. 작년에 절반이 틀렸어요.", "예를 하나 들게요. 시장에 사과가 {n}개 있다고 쳐요.", "왜 그럴까요? 네, 거기 {w} 학생.", "맞아요, 근데 반만 맞았어요.",
            "여기서 중요한 건 {t}~이가 원인이냐 결과냐 하는 겁니다.", "제가 대학원 다닐 때는요, 이걸 손으로 다 했어요. (웃음)", "그 표 {n}쪽에 있는 거, 숫자 하나 잘못됐어요. {m}, 이게 맞습니다.",
            "어쨌든 {u}~이가 없으면 {t}도 없다, 이렇게 기억하시면 되고요.", "근데 반론이 있어요. 19{k}0년대 이후로는 이 설명을 그대로 받아들이는 사람이 별로 없습니다.", "과제는 다음 주 화요일까지 {k}장 이내로. 늦으면 점수 깎아요.",
            "잠깐, 화면이 안 넘어가네. 아 됐다.", "이 부분은 제가 확신이 없어서 확인하고 다시 말씀드릴게요."]
    def josa(text):
        return re.sub("(.)~(.)(.)", lambda m: m[1] + (m[2] if (ord(m[1]) - 0xAC00) % 28 else m[3]), text)

    yield f"[녹취] 2025-2 {subject}개론 {rng.randint(3, 12)}주차 {rng.randint(1, 2)}교시\n강의자: {rng.choice(KO_NAMES)}\n* 자동 받아쓰기이므로 오탈자가 있을 수 있음\n\n"
    clock = 0
    while True:
        clock += rng.randint(15, 160)
        t, u = rng.sample(term, 2)
        text = " ".join(x.format(t=t, u=u, w=rng.choice(KO_NAMES), n=rng.randint(4, 90), m=rng.randint(4, 90), k=rng.randint(3, 9)) for x in rng.sample(talk, rng.randint(2, 6)))
        if rng.random() < 0.3:
            text += " 이런 겁니다. " + korean_sentence(rng)
        text = josa(text)
        yield f"[{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}] {text}\n"
        if rng.random() < 0.12:
            yield f"  (학생 질문) {rng.choice([t + ' 그건 그럼 언제부터예요?', '교수님 잘 안 들려요', '그거 중간고사 범위인가요', u + '랑 뭐가 다른가요?', '(잘 안 들림)'])}\n"
        if rng.random() < 0.08:
            yield "\n"


def interview_en(rng):
    guest = rng.choice(["Halloran", "Ms Quaye", "Dr Venn", "Pike", "Sunniva"])
    ask = ["You've said that before. Do you still believe it?", "How did it start?", "And the money?", "What happened in {y}?", "Was there a moment you wanted to stop?", "Who taught you that?",
           "People say you were difficult to work with.", "Is that true, or is it a good story?", "What would you do differently?", "Let me push back a little.", "So whose idea was it?"]
    answer = ["Well, look, I was {n}, I knew nothing.", "It was never about the money, although {n} thousand is {n} thousand.", "My mother kept the accounts in a biscuit tin.", "I've told that one too often; it gets better each time.",
              "We shipped it in {y}, or maybe the year after, I'd have to check.", "No. No, I don't think so.", "That's what the papers wrote. The papers weren't there.", "You learn that the second person to hold a thing matters more than the first.",
              "(laughs) Next question.", "There were {k} of us in a room for two, and one window.", "And then {w} left, and honestly that changed everything.", "I was wrong about that. I'd rather say it here than read it.",
              "People want a turning point. There wasn't one, there was a Tuesday and then another Tuesday.", "I sold it twice. Don't print that. Oh, print it."]
    yield f"IN CONVERSATION\n{guest} on work, luck and the long way round\nInterview by {rng.choice(EN_NAMES)}. Edited for length and clarity.\n\n"
    yield english_sentence(rng) + " " + english_sentence(rng) + f" We met {guest} in a cafe that was closing.\n\n"
    number = 0
    while True:
        number += 1
        yield f"Q{number if rng.random() < 0.1 else ''}: {rng.choice(ask).format(y=rng.randint(1978, 2023))}\n"
        body = " ".join(x.format(n=rng.randint(17, 60), y=rng.randint(1978, 2023), k=rng.randint(3, 9), w=rng.choice(EN_NAMES)) for x in rng.sample(answer, rng.randint(1, 5)))
        if rng.random() < 0.4:
            body += " " + english_sentence(rng)
        yield f"{guest.upper()}: {body}\n\n"
        if rng.random() < 0.06:
            yield f"[{rng.choice(['pause', 'a phone rings', 'tape changed here', 'off the record for four minutes'])}]\n\n"


def faq_en(rng):
    asks = {"Orders": ["Can I change my order after {n} hours?", "Why was I charged twice?", "Do you ship to islands?", "Where is my parcel?"],
            "Accounts": ["I lost my password AND my phone, now what?", "How do I merge two accounts?", "Can my children use my account?", "Why am I being asked for ID?"],
            "Returns": ["How long do I have to send something back?", "Who pays the return postage?", "My refund is smaller than what I paid. Why?", "What if the box is gone?"],
            "Membership": ["What is the difference between Plus and Plus Family?", "How do I cancel?", "Does the price go up?", "Can I pause instead of cancelling?"]}
    says = ["Yes, as long as it has not left the depot.", "Usually within {n} working days, longer around holidays.", "No. We know this is annoying.", "Write to help@example.com with the number on your receipt (it starts with {p}-).",
            "A second line on your statement is a hold and drops off after {k} to {n} days.", "The fee is {k}.90 per parcel, and free above {n}0.00.", "From 1 {m} this will change; see the notice at the top.", "Only the account holder can do this, for legal reasons.",
            "If you joined before 2023, the old terms still apply to you.", "Opened food, swimwear and gift cards are excluded.", "Please do not send originals.", "You can do it yourself under Settings > Privacy, at the very bottom."]
    yield f"Help centre - frequently asked questions\nLast updated {rng.randint(1, 28)} {rng.choice(['May', 'June', 'October'])} 2025\n\n"
    number = 0
    while True:
        group = rng.choice(list(asks))
        yield f"{group.upper()}\n\n"
        for question in rng.sample(asks[group], rng.randint(2, 4)):
            number += 1
            yield f"{number}. {question.format(n=rng.choice([2, 12, 24]))}\n"
            yield " ".join(text.format(n=rng.randint(5, 30), k=rng.randint(2, 4), p=rng.choice(["HL", "QX", "TR"]), m=rng.choice(["March", "July", "January"])) for text in rng.sample(says, rng.randint(1, 4))) + "\n"
            if rng.random() < 0.3:
                yield f"   See also: question {rng.randint(1, number + 6)}\n"
            yield f"   Was this helpful?  Yes ({rng.randint(0, 400)})  No ({rng.randint(0, 900)})\n\n"


def csv_bank(rng):
    shops = [("DEB", "TESCO STORES 4471"), ("DEB", "AMZNMktplace"), ("DEB", "SPOTIFY P2C91"), ("DEB", "SHELL KINGSWAY"), ("DEB", "GREGGS 118"), ("DEB", "TFL TRAVEL CH"), ("DEB", "NETFLIX.COM"), ("DD", "COUNCIL TAX"), ("DD", "THAMES WATER"),
             ("SO", "RENT M HALE"), ("ATM", "CASH WDL LINK"), ("DEB", "PAYPAL *NORDWOOL"), ("DD", "PURE GYM LTD"), ("CHG", "INTL FEE"), ("FPO", "J. BAPTISTE"), ("CHG", "UNPAID ITEM CHARGE"), ("DD", "LOAN 0091 REPAYMENT"), ("DEB", "BOOTS 0822"), ("DEB", "LIDL GB"), ("DEB", "WWW.BLEUMOTH.CO")]
    yield f"Account,****{rng.randint(1000, 9999)}\nCurrency,GBP\n\nDate,Type,Description,Paid out,Paid in,Balance\n"
    balance, day = rng.randint(40000, 320000), 0
    while True:
        day += rng.choice([0, 0, 0, 1, 1, 2])
        date = f"{day % 28 + 1:02}/{day // 28 % 12 + 1:02}/{2024 + day // 336}"
        if rng.random() < 0.05:
            amount = rng.choice([218400, 218400, 231950, 4000, 12550])
            balance += amount
            yield f"{date},BGC,{'SALARY HOLT & MARR LTD' if amount > 100000 else 'REFUND ' + rng.choice(shops)[1]},,{amount / 100:.2f},{balance / 100:.2f}\n"
        else:
            kind, shop = rng.choice(shops)
            amount = rng.choice([rng.randint(120, 2900), rng.randint(120, 2900), rng.randint(3000, 11000)])
            if kind == "SO":
                amount = 85000
            if kind == "ATM":
                amount = rng.choice([1000, 2000, 5000, 20000])
            if kind == "CHG":
                amount = rng.choice([125, 299, 2500])
            if balance < -20000:
                balance += 150000
                yield f"{date},TFR,FROM SAVINGS,,1500.00,{balance / 100:.2f}\n"
            balance -= amount
            if rng.random() < 0.06:
                shop = f'"{shop}, {rng.choice(["LONDON", "LEEDS", "DUBLIN IE"])}"'
            yield f"{date},{kind},{shop},{amount / 100:.2f},,{balance / 100:.2f}\n"


def tsv_inventory_ko(rng):
    goods = ["육각볼트 M8", "육각볼트 M10", "실리콘 투명", "목장갑(10족)", "케이블타이 200", "안전화 265", "안전화 270", "LED등 15W", "페인트 백색 4L", "롤러 9인치", "PVC관 50mm", "엘보 50mm", "마스킹테이프", "전선 2.5SQ", "차단기 30A", "문경첩"]
    yield "품번\t품명\t규격\t창고\t전월재고\t입고\t출고\t현재고\t안전재고\t단가\t최종입고일\t비고\n"
    number = 0
    while True:
        number += rng.randint(1, 3)
        name = rng.choice(goods)
        unit = "족" if "안전화" in name else "M" if name[-2:] in ("mm", "SQ") and "엘보" not in name else rng.choice(["EA", "EA", "BOX", "ea"])
        before, came = rng.randint(0, 400), rng.choice([0, 0, 50, 100, 200])
        went = min(rng.randint(0, 180), before + came + 4)
        now = before + came - went + (rng.choice([-10, 3, 12]) if rng.random() < 0.04 else 0)
        note = rng.choice(["", "", "", "", "", "단종예정", "반품 3 포함", "실사 요망", "위치변경 A-3→C-1", "거래처 변경", "??", "파손 " + str(rng.randint(1, 6)), rng.choice(KO_NAMES) + " 확인"])
        day = rng.choice([f"2025-{rng.randint(1, 11):02}-{rng.randint(1, 28):02}", f"25.{rng.randint(1, 11)}.{rng.randint(1, 28)}", "-"])
        yield f"{rng.choice('ABCK')}{number:05}\t{name}\t{unit}\t{rng.choice(['본창고', '2창고', '차량', '김포'])}\t{before}\t{came}\t{went}\t{now}\t{rng.choice([20, 30, 50, 100])}\t{rng.randint(1, 400) * 50:,}\t{day}\t{note}\n"


def policy_en(rng):
    cover = ["accidental damage to the building", "theft following forcible entry", "escape of water", "loss of keys", "legal expenses", "alternative accommodation", "personal possessions away from home", "subsidence or heave"]
    term = ["We will pay up to {n},000 in any one period of insurance for {c}.", "You must tell us within {d} days of becoming aware of any incident which may give rise to a claim.", "An excess of {e}50 applies to each and every claim for {c}.",
            "We will not pay for wear and tear, rust, rot, vermin or anything which happens gradually.", "Cover under this section is suspended when the home has been unoccupied for more than {d} consecutive days.",
            "If the sum insured is less than the full rebuilding cost, we may reduce any payment in proportion.", "Valuables are limited to {n}00 per item unless specified in your schedule.", "Where another policy covers the same loss, we will pay only our share.",
            "We may cancel this policy by giving you {d} days' notice at your last known address.", "You must take all reasonable steps to prevent loss.", "Endorsement {e}{d} overrides this paragraph where shown in your schedule.",
            "This exclusion does not apply to {c} caused by frost, provided that the water was turned off at the mains.",
            "Cover for {c} applies only if the locks in question 1{e} of your proposal are fitted and in use.", "For {c}, the limit in the schedule includes professional fees and removal of debris.", "We may choose to repair, replace or pay the cash value of what was lost, less {d}% where items do not match.",
            "Nothing in this section entitles a tenant or lodger to claim.", "Where {c} and {c2} result from one event, a single excess applies, being the higher.", "No claim for {c} will be met unless reported to the police within {d} hours where a crime is suspected.",
            "Payment under clause {e}.{e} reduces the limit for the rest of the period."]
    heads = ["Definitions", "What is covered", "What is not covered", "General conditions", "How to claim", "Optional extras", "Cancellation", "Complaints", "Fraud", "Your duties"]
    yield f"HOME INSURANCE - POLICY WORDING\nRef HW/{rng.randint(100, 999)}/{rng.randint(1, 12):02}25  Please keep this booklet with your schedule\n\n"
    section = 0
    while True:
        section += 1
        yield f"SECTION {section} - {rng.choice(heads)}\n\n"
        if rng.random() < 0.3:
            for word, means in rng.sample([("Home", "the private dwelling at the address in your schedule, including garages but not sheds"), ("Unoccupied", "not lived in by you or with your permission"), ("Excess", "the first part of any claim, which you pay"),
                                           ("Valuables", "jewellery, watches, coins, furs and works of art"), ("We, us", "the insurer named in the schedule")], 3):
                yield f"  \"{word}\" means {means}.\n"
            yield "\n"
        for clause in range(1, rng.randint(4, 9)):
            yield f"{section}.{clause}  " + rng.choice(term).format(n=rng.choice([2, 5, 15, 50]), d=rng.choice([7, 14, 30, 60]), e=rng.randint(1, 4), c=rng.choice(cover), c2=rng.choice(cover)) + "\n"
            if rng.random() < 0.35:
                for mark in "abc"[:rng.randint(2, 3)]:
                    yield f"      ({mark}) {rng.choice(['unless we agreed otherwise in writing', 'while the home is let or sub-let', 'arising from any business use', 'other than ' + rng.choice(cover), 'in respect of ' + rng.choice(cover)])};\n"
        yield "\n"


def blog_en(rng):
    title = ["I stopped answering the phone", "What the allotment taught me about budgets", "Three years of bread, one honest graph", "Nobody reads the sign", "On being the slowest person in the running club", "We sold the van"]
    short = ["I know.", "Anyway.", "It rained.", "Reader, I bought the shelf.", "More on that below.", "That was the first mistake.", "You can guess the rest.", "Not great!", "So here's the thing.", "(This is not sponsored. I wish.)", "Let me back up."]
    talk = ["I spent {n} dollars on this and I'd do it again, which worries me.", "My partner {w} disagrees with everything in this post and has asked me to say so.", "Everyone tells you to start small. Nobody tells you how small.",
            "For {k} weeks I wrote the number on the fridge every morning.", "It turns out the forum was right and I was wrong, and it took me {n} days to admit it.", "If you skipped last month's post, the short version is that the roof leaks.",
            "A reader called {w} emailed to say that this is illegal in Belgium. I can't confirm that.", "There's a study on this, though I only read the first page.", "The trick, if there is one, is to do the boring half first.",
            "I used to think this was about discipline. Now I think it's about having a door that shuts.", "Out of {n} tries, {k} worked, and two of those were luck.", "{w} next door has done it the other way for {n} years and is, annoyingly, fine.", "I made a spreadsheet. The spreadsheet had {k} tabs. I am told this is a cry for help.",
            "What I should have done was ask. What I did was buy a second one.", "Some numbers, since you asked: {n} hours, {k} weekends, one argument.", "I keep wanting to end this with a lesson and I keep not having one."]
    while True:
        yield f"{rng.choice(title)}\n{rng.choice(['Posted by', 'by', 'Written by'])} {rng.choice(EN_NAMES)} on {rng.choice(['Jan', 'Mar', 'Jun', 'Sep', 'Nov'])} {rng.randint(1, 28)}, 202{rng.randint(2, 5)} · {rng.randint(3, 14)} min read\n\n"
        for _ in range(rng.randint(9, 18)):
            if rng.random() < 0.3:
                yield rng.choice(short) + "\n\n"
            elif rng.random() < 0.1:
                yield f"## {rng.choice(['The plan', 'What actually happened', 'Things I got wrong', 'The numbers', 'Would I recommend it?'])}\n\n"
            else:
                yield " ".join(text.format(n=rng.randint(14, 300), k=rng.randint(3, 11), w=rng.choice(EN_NAMES)) for text in rng.sample(talk, rng.randint(1, 3))) + (" " + english_sentence(rng) if rng.random() < 0.15 else "") + "\n\n"
        yield f"Filed under: {', '.join(rng.sample(['home', 'money', 'running', 'bread', 'rants', 'life'], 2))}\n{rng.randint(0, 64)} comments\n\n---\n\n"


# ---------------------------------------------------------------------------------------------------- tables

def csv_sales(rng):
    yield "date,branch,item,qty,unit_price,discount\n"
    while True:
        yield (f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02},{rng.choice(['harbour', 'station', 'hill', 'market'])},"
               f"{rng.choice(['kettle', 'tea 50g', 'cup', 'tray', 'filter'])},{rng.randint(1, 9)},{rng.randint(4, 90)}.{rng.randint(0, 9)}0,{rng.choice(['', '', '5', '10'])}\n")


def csv_survey(rng):
    yield "번호,부서,근속,만족도,의견\n"
    number = 0
    while True:
        number += 1
        yield f"{number},{rng.choice(['생산', '물류', '인사', '연구', '영업'])},{rng.randint(0, 27)},{rng.randint(1, 5)},\"{korean_sentence(rng)}\"\n"


def psql_table(rng):
    yield " id   | plate    | zone | entered_at          | paid\n------+----------+------+---------------------+------\n"
    number = 1000
    while True:
        number += 1
        yield f" {number} | {rng.randint(10, 99)}가{rng.randint(1000, 9999)} | {rng.choice('ABCD')}    | 2025-09-{rng.randint(1, 30):02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00 | {rng.choice('tf')}\n"
