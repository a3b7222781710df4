"""Writes `own_pipe.jsonl`: requests that came with piped material.

The requests in `pipe_requests.tsv` are written by hand and labelled by the guide. The material behind them is
put together here from sentence, log and code fragments of the project, with a seed taken from the item's id, so
that the same requests give the same bytes. It owns the material's shape and size; it decides no label.

    python3 data/routing/tools/make_pipes.py
"""

import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUESTS = HERE / "pipe_requests.tsv"
OUTPUT = HERE.parent / "own_pipe.jsonl"
ROUTES = {"c": "code", "t": "think", "l": "long", "f": "fast", "d": "design", "g": "general"}

# ---------------------------------------------------------------------------------------------------- prose

KO_WHO = ["시장 상인회는", "담당 연구원은", "마을 이장은", "올해 처음 온 교사는", "조합의 총무는", "역무원은", "어린이집 원장은",
          "수리 기사는", "배를 모는 형제는", "도서관 사서는", "시청 공무원은", "이웃 주민들은", "편집장은", "두 번째 투자자는",
          "퇴직한 기관사는", "의료진은", "농장 주인은", "현장 소장은"]
KO_WHEN = ["지난 봄부터", "비가 그친 뒤에야", "세 번의 회의 끝에", "예산이 깎였는데도", "처음으로", "매주 화요일마다", "아무도 없는 새벽에",
           "계획보다 두 달 늦게", "누구의 도움도 없이", "반대가 적지 않았지만", "뜻밖에도", "여름이 길어지자", "기록이 남지 않도록",
           "옛 방식 그대로"]
KO_WHAT = ["오래된 창고를 나누어 쓰기 시작했다", "수치를 다시 재고 표를 고쳤다", "남은 물량을 이웃 군으로 보냈다", "문서의 절반을 폐기했다",
           "외부 감사를 받아들이기로 했다", "통행 시간을 한 시간 앞당겼다", "고장 난 펌프를 그대로 두었다", "새 규칙을 벽에 붙였다",
           "약속한 보상을 절반만 지급했다", "두 가지 시험을 나란히 진행했다", "가격을 올리는 대신 양을 줄였다", "아이들의 이름을 하나씩 불렀다",
           "원인을 끝내 밝히지 못했다", "지도를 새로 그려 나누어 주었다", "담장을 허물고 길을 냈다", "관찰 기록을 공개했다"]
KO_TAIL = ["그 결과는 기대와 달랐다.", "이유를 묻는 사람은 많지 않았다.", "비용은 처음 추산의 {n}%였다.", "참여한 집은 {n}가구였다.",
           "그러나 다음 해에는 사정이 바뀌었다.", "이 점은 뒤에서 다시 다룬다.", "불만은 {n}건이 접수되었다.", "누구도 책임을 묻지 않았다.",
           "자세한 값은 부록에 있다.", "비슷한 예가 이웃 지역에도 있다.", "지금도 그 흔적을 볼 수 있다.", "평균은 {n}, 가장 큰 값은 그 두 배였다.",
           "이견이 있었으나 기록하지 않았다.", "결국 모두가 조금씩 물러섰다."]
EN_WHO = ["The harbour office", "A retired surveyor", "The second committee", "Every family on the ridge", "Her younger brother",
          "The night shift", "An auditor from outside", "The orchard's owner", "Most of the volunteers", "The ferry company",
          "Nobody in the archive", "The junior doctor", "A teacher from the valley", "The union", "One of the twins", "The insurer"]
EN_WHAT = ["measured the same wall three times", "agreed to share the cold store", "kept the old timetable until autumn",
           "lost a third of the records", "planted willow along the track", "refused to sign the second page",
           "paid for the repair in advance", "moved the fence by eleven metres", "asked for a slower introduction",
           "counted the boats at dawn and dusk", "wrote to the county twice", "sold the spare pump", "changed the order of the tests",
           "found no reason to object", "left the gate open on purpose", "printed the wrong map"]
EN_HOW = ["without telling the others", "although the budget had been cut", "after a long and rather cold spring", "for the first time since 1987",
          "in spite of two written warnings", "because the bridge was closed", "at roughly twice the cost", "on the advice of a plumber",
          "while the study was still running", "as they had always done", "to everyone's surprise", "before the rules were printed"]
EN_TAIL = ["The result was not what the plan had promised.", "It came to {n} in all.", "Only {n} households took part.",
           "This is taken up again below.", "Nobody asked why.", "A year later the picture had changed.", "The figures are in the annex.",
           "Complaints fell by {n} percent.", "There are similar cases further north.", "It is still visible today.",
           "The minutes do not say who decided.", "In the end each side gave a little."]
KO_HEADS = ["배경", "조사 방법", "지역의 반응", "비용과 재원", "한계", "앞으로의 일정", "다른 지역의 예", "쟁점", "경과", "남은 과제"]
EN_HEADS = ["Background", "What was tried", "Costs", "Objections", "What the figures show", "Limits", "Next year", "The older plan", "Voices", "Risks"]
KO_NAMES = ["박서준", "이나은", "최동현", "정가영", "한도윤", "오세린", "문태오", "배지호"]
EN_NAMES = ["Amara", "Joost", "Pilar", "Wen", "Ragnhild", "Tobias", "Imani", "Declan"]


def korean_sentence(rng):
    parts = [rng.choice(KO_WHO), rng.choice(KO_WHEN), rng.choice(KO_WHAT) + "."]
    if rng.random() < 0.6:
        parts.append(rng.choice(KO_TAIL).format(n=rng.randint(3, 97)))
    return " ".join(parts)


def english_sentence(rng):
    text = f"{rng.choice(EN_WHO)} {rng.choice(EN_WHAT)} {rng.choice(EN_HOW)}."
    if rng.random() < 0.6:
        text += " " + rng.choice(EN_TAIL).format(n=rng.randint(3, 97))
    return text


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


# ---------------------------------------------------------------------------------------------------- logs

def server_log(rng):
    clock = 0
    calm = ["request served route=/seats ms={n}", "cache hit key=show:{n}", "pool main in_use={n}/20", "session refreshed user={n}"]
    bad = ["pool main exhausted, waiting", "upstream payments timed out after 30000 ms", "retry {n} of 5 for job settle", "slow query {n}00 ms: select seat from hold"]
    while True:
        clock += rng.randint(0, 4)
        level, text = ("INFO", rng.choice(calm)) if rng.random() < 0.85 else (rng.choice(["WARN", "ERROR"]), rng.choice(bad))
        yield f"2025-10-02T03:{clock // 60 % 60:02}:{clock % 60:02}.{rng.randint(0, 999):03}Z {level:5} [worker-{rng.randint(1, 8)}] {text.format(n=rng.randint(1, 40))}\n"


def access_log(rng):
    while True:
        yield (f"198.51.100.{rng.randint(1, 254)} - - [0{rng.randint(1, 9)}/Nov/2025:{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02} +0900] "
               f"\"{rng.choice(['GET', 'GET', 'POST'])} /{rng.choice(['', 'login', 'api/v2/items', 'img/hero.webp', 'wp-admin'])} HTTP/1.1\" "
               f"{rng.choice([200, 200, 200, 304, 404, 499, 502])} {rng.randint(80, 90000)} \"-\" \"{rng.choice(['Mozilla/5.0', 'curl/8.5', 'Googlebot/2.1'])}\"\n")


def build_log(rng):
    crates = ["tide-core", "gatekeeper", "ledgerline", "moss", "quill", "harrow", "sextant", "brine"]
    step = 0
    while True:
        step += 1
        name = rng.choice(crates)
        kind = rng.random()
        if kind < 0.75:
            yield f"[{step:4}] Compiling {name} v0.{rng.randint(1, 20)}.{rng.randint(0, 9)}\n"
        elif kind < 0.93:
            yield f"warning: unused variable: `{rng.choice(['left', 'ctx', 'n'])}`\n  --> crates/{name}/src/lib.rs:{rng.randint(10, 400)}:{rng.randint(5, 40)}\n"
        else:
            yield (f"error[E0308]: mismatched types\n  --> crates/{name}/src/plan.rs:{rng.randint(10, 400)}:17\n   |\n   |     total: sum,\n   |            ^^^ expected `u64`, found `Option<u64>`\n\n")


def ci_log(rng):
    tests = ["cart_totals", "login_twice", "refund_partial", "seat_hold", "export_utf8", "retry_backoff"]
    yield "Run make test\n"
    clock = 0
    while True:
        clock += rng.randint(1, 5)
        test = f"{rng.choice(tests)}_{rng.randint(1, 60)}"
        if rng.random() < 0.93:
            yield f"09:{clock // 60 % 60:02}:{clock % 60:02}  ok    {test} ({rng.randint(2, 900)} ms)\n"
        else:
            yield f"09:{clock // 60 % 60:02}:{clock % 60:02}  FAIL  {test}\n    expected: {rng.randint(1, 99)}\n    actual:   {rng.randint(1, 99)}\n    at spec/{rng.choice(tests)}.spec.ts:{rng.randint(5, 200)}:11\n"


def boot_log(rng):
    units = ["network", "postgresql", "docker", "sshd", "nfs-mount", "bluetooth", "cups"]
    clock = 0.0
    while True:
        clock += rng.random()
        yield f"[{clock:12.6f}] systemd[1]: {rng.choice(['Starting', 'Started', 'Stopping', 'Failed to start'])} {rng.choice(units)}.service, attempt {rng.randint(1, 5)}\n"


def trace_java(rng):
    names = ["Booking", "Ledger", "Roster", "Mailer", "Tariff", "Voucher"]
    while True:
        yield f"2025-08-{rng.randint(1, 30):02} ERROR c.h.{rng.choice(names)}Service - request {rng.randint(1000, 9999)} failed\n"
        yield f"java.lang.{rng.choice(['IllegalStateException: already closed', 'NullPointerException', 'IndexOutOfBoundsException: Index 4 out of bounds for length 4'])}\n"
        for _ in range(rng.randint(6, 14)):
            name = rng.choice(names)
            yield f"\tat com.harrow.{name.lower()}.{name}Service.{rng.choice(['load', 'settle', 'apply', 'find'])}({name}Service.java:{rng.randint(20, 480)})\n"
        yield f"Caused by: java.sql.SQLTransientConnectionException: pool - Connection is not available, request timed out after {rng.randint(30000, 30009)}ms\n"


def trace_python(rng):
    files = ["ingest/read.py", "ingest/clean.py", "app/views.py", "jobs/nightly.py"]
    while True:
        yield "Traceback (most recent call last):\n"
        for _ in range(rng.randint(3, 8)):
            yield f"  File \"/srv/app/{rng.choice(files)}\", line {rng.randint(4, 300)}, in {rng.choice(['run', 'load_rows', 'parse', 'main', 'save'])}\n    rows = parse(handle, encoding={rng.choice(['None', 'enc', repr('cp949')])})\n"
        yield f"{rng.choice(['UnicodeDecodeError: invalid start byte', 'KeyError: total', 'ValueError: could not convert string to float: 1,200'])}\n\n"


# ---------------------------------------------------------------------------------------------------- code

def source_python(rng):
    yield "import json\nfrom dataclasses import dataclass\n\n\n"
    number = 0
    while True:
        number += 1
        noun = rng.choice(["crate", "shift", "invoice", "berth", "ticket", "parcel"])
        yield (f"def total_{noun}_{number}(rows, limit={rng.randint(2, 90)}, seen=[]):\n    total = 0\n    for row in rows:\n        if row['{noun}'] in seen:\n            continue\n"
               f"        seen.append(row['{noun}'])\n        total += row['qty'] * row.get('price', 0)\n        if total > limit * {rng.randint(2, 9)}:\n            break\n    return total\n\n\n")


def source_js(rng):
    yield "import { db } from './db.js';\n\n"
    number = 0
    while True:
        number += 1
        noun = rng.choice(["Seat", "Coupon", "Member", "Route", "Review"])
        yield (f"export async function load{noun}{number}(id) {{\n  const rows = await db.query(`select * from {noun.lower()} where id = ${{id}}`);\n  if (rows.length = 0) return null;\n"
               f"  for (var i = 0; i < rows.length; i++) {{\n    setTimeout(() => console.log(rows[i]), {rng.randint(10, 900)});\n  }}\n  return rows[0];\n}}\n\n")


def source_go(rng):
    yield "package tariff\n\nimport (\n\t\"context\"\n\t\"fmt\"\n)\n\n"
    number = 0
    while True:
        number += 1
        yield (f"func (s *Store) Apply{number}(ctx context.Context, key string) (int, error) {{\n\tv, ok := s.items[key]\n\tif !ok {{\n\t\treturn 0, fmt.Errorf(\"no tariff %q\", key)\n\t}}\n"
               f"\tgo s.touch(key)\n\treturn v * {rng.randint(2, 40)}, nil\n}}\n\n")


def source_java(rng):
    yield "package kr.nara.port;\n\npublic class BerthManager {\n"
    number = 0
    while True:
        number += 1
        yield (f"    public Berth assign{number}(Ship ship) {{\n        for (Berth b : berths) {{\n            if (b.length() > ship.length() + {rng.randint(2, 30)}) {{\n                b.setShip(ship);\n                return b;\n            }}\n        }}\n        return null;\n    }}\n\n")


def source_sql(rng):
    number = 0
    while True:
        number += 1
        yield (f"CREATE TABLE {rng.choice(['hold', 'visit', 'charge', 'member', 'branch'])}_{number} (\n  id bigint PRIMARY KEY,\n  owner_id bigint,\n  amount numeric(12,2),\n  memo text,\n  created_at timestamp\n);\n"
               f"INSERT INTO audit VALUES ({number}, 'create', {rng.randint(1, 99)});\n\n")


def source_cobol(rng):
    number = 0
    yield "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. DUESCALC.\n       PROCEDURE DIVISION.\n"
    while True:
        number += 10
        yield f"       {number:04}-ADD-DUES.\n           MULTIPLY WS-RATE BY {rng.randint(2, 40)} GIVING WS-DUE.\n           IF WS-DUE > {rng.randint(100, 900)}\n               PERFORM 9000-WARN\n           END-IF.\n"


def source_elixir(rng):
    yield "defmodule Tide.Board do\n"
    number = 0
    while True:
        number += 1
        yield f"  def move_{number}(%{{rows: rows}} = board, {{x, y}}) when x < {rng.randint(3, 20)} do\n    rows\n    |> Enum.with_index()\n    |> Enum.map(fn {{r, i}} -> if i == y, do: [x | r], else: r end)\n    |> then(&%{{board | rows: &1}})\n  end\n\n"


def git_diff(rng):
    while True:
        path = rng.choice(["api/hold.ts", "api/refund.ts", "lib/clock.ts", "web/Cart.tsx", "jobs/settle.ts"])
        yield f"diff --git a/{path} b/{path}\nindex {rng.getrandbits(28):07x}..{rng.getrandbits(28):07x} 100644\n--- a/{path}\n+++ b/{path}\n"
        for _ in range(rng.randint(1, 4)):
            line = rng.randint(5, 300)
            yield (f"@@ -{line},6 +{line},7 @@ export function apply{rng.randint(1, 40)}() {{\n   const now = clock();\n-  if (hold.until < now) return release(hold);\n+  if (hold.until <= now) {{\n+    release(hold);\n+  }}\n"
                   f"   const fee = amount * 0.0{rng.randint(1, 9)};\n-  await save(hold);\n+  save(hold);\n   return fee;\n")


def config_yaml(rng):
    yield "services:\n"
    number = 0
    while True:
        number += 1
        yield (f"  {rng.choice(['api', 'web', 'worker', 'mailer'])}-{number}:\n    image: example/{rng.choice(['api', 'web', 'worker'])}:1.{rng.randint(0, 40)}\n    restart: always\n    depends_on: [db, queue]\n"
               f"    environment:\n      DB_URL: postgres://app@db/{rng.choice(['shop', 'seats'])}\n      POOL: \"{rng.randint(2, 60)}\"\n    ports: [\"{rng.randint(8000, 8999)}:80\"]\n")


def json_dump(rng):
    yield "[\n"
    number = 0
    while True:
        number += 1
        yield (json.dumps({"id": number, "plate": f"K{rng.randint(100, 999)}", "at": f"2025-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T0{rng.randint(0, 9)}:00:00Z",
                           "speed": rng.choice([rng.randint(0, 120), None]), "tags": rng.sample(["night", "rain", "toll", "bus"], 2),
                           "driver": {"name": rng.choice(EN_NAMES), "years": rng.randint(0, 30)}}) + ",\n")


def docs_en(rng):
    yield "# Operating the gate controller\n\n"
    while True:
        yield f"## {rng.choice(EN_HEADS)}\n\n" + " ".join(english_sentence(rng) for _ in range(rng.randint(2, 5))) + "\n\n"
        yield f"- `gate {rng.choice(['open', 'hold', 'status'])} --zone {rng.choice('ABC')}`: see below\n- default: {rng.randint(1, 60)} s\n\n"


KINDS = {name: value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == __name__ and name not in ("korean_sentence", "english_sentence")}


def material(kind, size, seed):
    """About `size` bytes of UTF-8 of one kind, ended at a piece's end."""
    pieces, length = [], 0
    for piece in KINDS[kind](random.Random(seed)):
        pieces.append(piece)
        length += len(piece.encode())
        if length >= size:
            return "".join(pieces)
    raise ValueError(kind)


def language(prompt):
    hangul = len(re.findall("[가-힣ㄱ-ㅎㅏ-ㅣ]", prompt))
    latin = len(re.findall("[A-Za-z]", prompt))
    if hangul == 0:
        return "en"
    return "mix" if latin / (latin + hangul) > 0.55 else "ko"


def main():
    lines = []
    requests = [row for row in REQUESTS.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
    for number, row in enumerate(requests, 1):
        routes, kind, size, prompt = row.split("\t")
        accept = [ROUTES[letter] for letter in routes]
        name = f"own-pipe-{number:04}"
        lines.append(json.dumps({"id": name, "lang": language(prompt), "prompt": prompt, "stdin": material(kind, int(size), name),
                                 "label": accept[0], "accept": accept, "block": "pipe"}, ensure_ascii=False))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} requests, {OUTPUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
