"""Pieces of what programs are and print: sources, diffs, configurations, logs, plans. Each kind yields without end."""

import json

from sentences import EN_NAMES, KO_HEADS, KO_NAMES, english_sentence, korean_sentence


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


def source_rust(rng):
    types = ["Berth", "Packet", "Meter", "Ration", "Shelf", "Anchor", "Valve", "Tally"]
    fields = ["depth", "count", "since", "owner", "label", "weight", "slots", "checksum"]
    kinds = ["u32", "u64", "String", "Option<String>", "Vec<u8>", "f32", "Instant", "Arc<Mutex<u64>>"]
    yield f"//! {rng.choice(['Stock keeping for the cold store.', 'Berth table, second try.', 'Wire format of the meters, see NOTES'])}\n\nuse std::collections::HashMap;\nuse std::sync::{{Arc, Mutex}};\nuse std::time::{{Duration, Instant}};\n\n"
    number = 0
    while True:
        number += 1
        name, field = rng.choice(types), rng.choice(fields)
        shape = rng.randint(0, 6)
        if shape == 0:
            picked = rng.sample(fields, rng.randint(2, 5))
            yield f"#[derive(Debug, Clone{rng.choice([', Default', ', PartialEq', ''])})]\npub struct {name}{number} {{\n"
            yield "".join(f"    {rng.choice(['pub ', '', 'pub(crate) '])}{one}: {rng.choice(kinds)},\n" for one in picked) + "}\n\n"
        elif shape == 1:
            yield (f"impl {name} {{\n    /// Reads one {name.lower()} from the wire; `{field}` comes first.\n    pub fn parse_{number}(raw: &[u8]) -> Result<Self, String> {{\n"
                   f"        let head = raw[{rng.randint(0, 4)}..{rng.randint(5, 16)}].to_vec();\n        let {field} = u32::from_le_bytes(head[0..4].try_into().unwrap());\n"
                   f"        if {field} > {rng.randint(100, 70000)} {{\n            return Err(format!(\"{field} too large: {{}}\", {field}));\n        }}\n        Ok(Self {{ {field}, ..Default::default() }})\n    }}\n}}\n\n")
        elif shape == 2:
            yield (f"pub fn merge_{number}(left: &HashMap<String, {name}>, right: HashMap<String, {name}>) -> HashMap<String, {name}> {{\n    let mut out = left.clone();\n"
                   f"    for (key, value) in right {{\n        // TODO({rng.choice(EN_NAMES).lower()}): last one wins, is that right?\n        out.insert(key.clone(), value.clone());\n    }}\n    out\n}}\n\n")
        elif shape == 3:
            yield (f"pub async fn drain_{number}(shared: Arc<Mutex<Vec<{name}>>>, wait: Duration) -> usize {{\n    let mut guard = shared.lock().unwrap();\n    let mut done = 0;\n"
                   f"    while let Some(item) = guard.pop() {{\n        tokio::time::sleep(wait * {rng.randint(1, 9)}).await;\n        if item.{field}.is_empty() {{ continue; }}\n        done += 1;\n    }}\n    done\n}}\n\n")
        elif shape == 4:
            yield (f"impl Drop for {name}{number} {{\n    fn drop(&mut self) {{\n        unsafe {{ libc::close(self.fd as i32) }};\n    }}\n}}\n\nunsafe impl Send for {name}{number} {{}}\n\n")
        elif shape == 5:
            yield (f"fn step_{number}(&mut self, state: State) {{\n    match state {{\n        State::{rng.choice(['Idle', 'Open', 'Half'])} if self.{field} == 0 => self.wake(),\n        State::Full(n) => {{ self.{field} -= n as u32; }}\n        _ => unreachable!(\"{rng.choice(['cannot be', 'checked above', 'see issue ' + str(rng.randint(20, 900))])}\"),\n    }}\n}}\n\n")
        else:
            yield (f"#[cfg(test)]\nmod tests_{number} {{\n    use super::*;\n\n    #[test]\n    {rng.choice(['', '#[ignore] // flaky on arm' + chr(10) + '    '])}fn {name.lower()}_{rng.choice(['roundtrip', 'empty', 'overflow', 'two_threads'])}() {{\n"
                   f"        let raw = vec![{', '.join(str(rng.randint(0, 255)) for _ in range(rng.randint(4, 14)))}];\n        assert_eq!({name}::parse_{rng.randint(1, number)}(&raw).unwrap().{field}, {rng.randint(0, 900)});\n    }}\n}}\n\n")


def source_c(rng):
    nouns = ["ring", "frame", "relay", "probe", "sensor", "queue", "page", "cell"]
    yield f"/* {rng.choice(['relayd.c - talks to the relay boards on the bus', 'hw3.c  student 2021-' + str(rng.randint(10000, 19999)), '(c) harrow marine, do not ship', '펌프 제어 v' + str(rng.randint(2, 9))])} */\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <errno.h>\n#include \"relayd.h\"\n\n#define MAX_BOARDS 16\n#define BUFSZ 256\n\nstatic int verbose = 0;\n\n"
    number = 0
    while True:
        number += 1
        noun, shape = rng.choice(nouns), rng.randint(0, 6)
        if shape == 0:
            yield (f"struct {noun}_{number} {{\n\tuint16_t id;\n\tuint8_t  flags;\t\t/* bit {rng.randint(0, 7)}: armed */\n\tchar     name[{rng.choice([8, 16, 32])}];\n\tstruct {noun}_{number} *next;\n}};\n\n")
        elif shape == 1:
            yield (f"static char *read_{noun}_{number}(FILE *fp)\n{{\n\tchar buf[BUFSZ];\n\tint n = 0, c;\n\n\twhile ((c = fgetc(fp)) != '\\n')\n\t\tbuf[n++] = c;\n\tbuf[n] = 0;\n\tif (verbose)\n\t\tprintf(buf);\n\treturn strdup(buf);\n}}\n\n")
        elif shape == 2:
            yield (f"int {noun}_add_{number}(struct {noun} **head, const char *name, int id)\n{{\n\tstruct {noun} *n = malloc(sizeof(n));\n\tif (!n)\n\t\treturn -ENOMEM;\n\tstrcpy(n->name, name);\n\tn->id = id & 0x{rng.choice(['ff', '7f', 'ffff'])};\n\tn->next = *head;\n\t*head = n;\n\treturn {rng.choice(['0', 'n->id', 'id > 0'])};\n}}\n\n")
        elif shape == 3:
            yield (f"void {noun}_free_all_{number}(struct {noun} *head)\n{{\n\tstruct {noun} *p;\n\n\tfor (p = head; p; p = p->next) {{\n\t\tfree(p->data);\n\t\tfree(p);\n\t}}\n}}\n\n")
        elif shape == 4:
            rows = ",\n".join("\t" + ", ".join(f"0x{rng.randint(0, 255):02x}" for _ in range(8)) for _ in range(rng.randint(2, 6)))
            yield f"static const uint8_t {noun}_tab_{number}[] = {{\n{rows}\n}};\n\n"
        elif shape == 5:
            yield (f"#ifdef CONFIG_{noun.upper()}_V{rng.randint(1, 4)}\nstatic inline uint32_t {noun}_ticks_{number}(uint32_t ms)\n{{\n\treturn ms * {rng.choice([32768, 1000, 48000])} / {rng.choice([1000, 8, 1024])};\n}}\n#endif\n\n")
        else:
            yield (f"/*\n * {english_sentence(rng)}\n */\nint {noun}_poll_{number}(int fd, volatile int *stop)\n{{\n\tuint8_t pkt[{rng.choice([4, 8, 12])}];\n\tssize_t got;\n\n\tfor (int i = 0; i <= MAX_BOARDS; i++) {{\n\t\tgot = read(fd, pkt, sizeof(pkt));\n\t\tif (got < 0 && errno == EAGAIN)\n\t\t\tgoto again;\n\t\tboards[i].last = pkt[{rng.randint(1, 7)}] << 8 | pkt[0];\n"
                   f"\t\tif (*stop) break;\nagain:\n\t\tusleep({rng.randint(1, 90)}00);\n\t}}\n\treturn 0;\n}}\n\n")


def source_tsx(rng):
    parts = ["SeatMap", "FareTable", "ReviewList", "StockBadge", "DeliverySheet", "MemberCard", "TideClock"]
    icons = ["Check", "Trash", "Clock", "Pin"]
    yield "import React, { useEffect, useState, useMemo } from 'react';\nimport { useRouter } from 'next/router';\nimport clsx from 'clsx';\nimport { api } from '@/lib/api';\n\n"
    number = 0
    while True:
        number += 1
        part, shape = rng.choice(parts), rng.randint(0, 4)
        if shape == 0:
            yield (f"interface {part}{number}Props {{\n  id: string;\n  rows?: any[];\n  onPick{rng.choice(['', '?'])}: (id: string) => void;\n  {rng.choice(['loading', 'compact', 'readOnly'])}?: boolean;\n}}\n\n")
        elif shape == 1:
            yield (f"export function {part}{number}({{ id, onPick }}: {part}Props) {{\n  const [rows, setRows] = useState<any[]>([]);\n  const [open, setOpen] = useState(false);\n\n  useEffect(() => {{\n    api.get(`/{part.lower()}/${{id}}`).then((r) => setRows(r.data));\n"
                   f"    const t = setInterval(() => setRows([...rows]), {rng.choice([500, 1000, 5000, 30000])});\n  }}{rng.choice([', []', '', ', [id, rows]'])});\n\n  return (\n    <ul className=\"grid gap-{rng.randint(1, 8)} {rng.choice(['md:grid-cols-2', 'p-4', 'overflow-auto'])}\">\n"
                   f"      {{rows.map((row, i) => (\n        <li key={{i}} onClick={{() => onPick(row.id)}} className={{clsx('rounded', open && 'bg-{rng.choice(['amber', 'sky', 'rose'])}-100')}}>\n          <img src={{row.photo}} />\n          <span>{{row.{rng.choice(['name', 'title', 'label'])}}}</span>\n        </li>\n      ))}}\n    </ul>\n  );\n}}\n\n")
        elif shape == 2:
            yield (f"const {rng.choice(icons)}Icon{number} = () => (\n  <svg viewBox=\"0 0 24 24\" width={{{rng.choice([16, 20, 24])}}}>\n    <path d=\"M{rng.randint(1, 20)} {rng.randint(1, 20)}L{rng.randint(1, 20)} {rng.randint(1, 20)}l{rng.randint(1, 9)}-{rng.randint(1, 9)}z\" fill=\"currentColor\" />\n  </svg>\n);\n\n")
        elif shape == 3:
            yield (f"export function use{part}{number}(list: Row[], word: string) {{\n  // {rng.choice(['검색어 바뀔 때마다 다시 계산', '임시. 나중에 서버로 옮김', 'sorted in place, fine?', 'memo so the table stops blinking'])}\n  return useMemo(\n    () => list.sort((a, b) => b.{rng.choice(['price', 'stars', 'at'])} - a.{rng.choice(['price', 'stars', 'at'])}).filter((r) => r.name.includes(word)),\n    [{rng.choice(['list', 'word', 'list, word'])}],\n  );\n}}\n\n")
        else:
            yield (f"export default function {part}Page{number}() {{\n  const {{ query, push }} = useRouter();\n  const [form, setForm] = useState({{ name: '', phone: '', memo: '' }});\n  const save = async () => {{\n    try {{\n      await api.post('/{part.lower()}', form);\n      push('/{rng.choice(['done', 'list', 'home'])}');\n    }} catch (e) {{\n      {rng.choice(['console.log(e)', 'alert((e as any).message)', '// ignore'])};\n    }}\n  }};\n  return (\n    <form onSubmit={{save}}>\n"
                   f"      <label>{rng.choice(['이름', '연락처', '메모', '성함'])}</label>\n      <input value={{form.name}} onChange={{(e) => setForm({{ ...form, name: e.target.value }})}} />\n      <div dangerouslySetInnerHTML={{{{ __html: String(query.note) }}}} />\n      <button disabled={{!form.name}}>{rng.choice(['저장', '예약하기', 'Save', '다음'])}</button>\n    </form>\n  );\n}}\n\n")


def shell_script(rng):
    hosts = ["nas01", "backup-b", "web2", "edge-jeju", "printsrv"]
    dirs = ["/srv/photos", "/var/lib/relay", "/home/deploy/app", "/mnt/tape", "/opt/kiosk"]
    yield f"#!/bin/{rng.choice(['bash', 'sh', 'bash -e'])}\n# nightly.sh - {rng.choice(EN_NAMES).lower()}, do not run twice\n\nset -u\nLOG=/var/log/nightly.log\nTODAY=`date +%Y%m%d`\nKEEP={rng.randint(3, 30)}\n\n"
    number = 0
    while True:
        number += 1
        place, host, shape = rng.choice(dirs), rng.choice(hosts), rng.randint(0, 7)
        if shape == 0:
            yield f"step{number}() {{\n    cd {place}\n    rm -rf $TMP/*\n    tar czf {host}-$TODAY.tgz . >> $LOG 2>&1\n    echo \"done: $?\" | tee -a $LOG\n}}\n\n"
        elif shape == 1:
            yield f"for f in $(ls {place}/*.{rng.choice(['jpg', 'log', 'csv', 'pdf'])}); do\n    if [ $(stat -c %s $f) -gt {rng.randint(1, 900)}000 ]; then\n        mv $f {rng.choice(dirs)}/$TODAY/\n    fi\ndone\n\n"
        elif shape == 2:
            yield f"rsync -avz --delete {place}/ {rng.choice(['root', 'deploy', 'bk'])}@{host}:{place}/ || echo \"rsync {host} failed\" >&2\n\n"
        elif shape == 3:
            yield f"if ! pgrep -x {rng.choice(['relayd', 'kioskd', 'postgres'])} > /dev/null\nthen\n    systemctl restart {rng.choice(['relayd', 'kioskd', 'postgresql'])}\n    sleep {rng.randint(2, 60)}\n    curl -s -X POST -d \"text=$HOSTNAME restarted\" $HOOK\nfi\n\n"
        elif shape == 4:
            yield f"while read -r line; do\n    id=$(echo $line | cut -d, -f{rng.randint(1, 5)})\n    [ -z \"$id\" ] && continue\n    psql -h {host} -c \"update visit set seen = true where id = $id\"\n    count=$((count+1))\ndone < {place}/todo.csv\n\n"
        elif shape == 5:
            yield f"# {rng.choice(['여기 아래는 건드리지 말것', 'TODO remove after the move', '왜 필요한지 모름. 빼면 죽음', 'added ' + str(rng.randint(2009, 2025)) + ', see mail'])}\nexport PATH=$PATH:/opt/legacy/bin:.\numask 000\nchmod -R 777 {place}\n\n"
        elif shape == 6:
            yield f"case \"$1\" in\n    start) step{rng.randint(1, number)} & ;;\n    stop)  kill -9 $(cat /var/run/{host}.pid) ;;\n    *)     echo \"usage: $0 start|stop\"; exit {rng.randint(1, 3)} ;;\nesac\n\n"
        else:
            yield f"find {place} -type f -mtime +$KEEP -name '*.{rng.choice(['bak', 'tgz', 'tmp'])}' | xargs rm -f\ndf -h {place} | awk 'NR==2 {{ if ($5+0 > {rng.randint(70, 95)}) print \"low disk on {host}\" }}' | mail -s disk {rng.choice(EN_NAMES).lower()}@harrow.example\n\n"


def toml_config(rng):
    crates = ["tide-core", "moss", "quill", "brine", "lantern", "sextant", "oxbow", "thatch"]
    yield f"# edited by hand, {rng.choice(['2024-11', '2025-03', '2025-08'])}\n\n[package]\nname = \"gatekeeper\"\nversion = \"0.{rng.randint(1, 30)}.{rng.randint(0, 9)}\"\nedition = \"2021\"\n\n"
    number = 0
    while True:
        number += 1
        shape = rng.randint(0, 5)
        if shape == 0:
            yield f"[{rng.choice(['dependencies', 'dev-dependencies', 'build-dependencies'])}.{rng.choice(crates)}-{number}]\nversion = \"{rng.choice(['*', '=1.0.3', '^0.' + str(rng.randint(2, 20)), '>=2, <4'])}\"\nfeatures = [{', '.join(repr(one).replace(chr(39), chr(34)) for one in rng.sample(['derive', 'rt', 'tls', 'full', 'std', 'serde'], rng.randint(1, 4)))}]\n{rng.choice(['default-features = false', 'optional = true', '# optional = true'])}\n\n"
        elif shape == 1:
            yield f"[[listener]]\nname = \"{rng.choice(['inside', 'kiosk', 'partner', 'metrics'])}-{number}\"\nbind = \"{rng.choice(['0.0.0.0', '127.0.0.1', '10.4.0.' + str(rng.randint(2, 250))])}:{rng.choice([80, 8080, 8443, 9090, rng.randint(7000, 7999)])}\"\ntls = {rng.choice(['true', 'false'])}\nidle_timeout = {rng.choice(['30', chr(34) + '30s' + chr(34), '0'])}\nmax_conn = {rng.choice([64, 512, 100000])}\n\n"
        elif shape == 2:
            yield f"[storage.{rng.choice(['hot', 'cold', 'spill'])}{number}]\npath = \"{rng.choice(['/var/lib/gate', './data', 'C:' + chr(92) * 4 + 'gate'])}\"\nmax_size = \"{rng.randint(1, 900)}{rng.choice(['GiB', 'MB', 'g'])}\"\nfsync = {rng.choice(['true', 'false'])}          # {rng.choice(['faster without', '끄면 안됨', 'ask ' + rng.choice(EN_NAMES)])}\ncompression = \"{rng.choice(['zstd', 'lz4', 'none'])}\"\n\n"
        elif shape == 3:
            yield f"[limits.zone-{rng.choice('abcd')}{number}]\nrate = {rng.randint(1, 400)}\nburst = {rng.randint(1, 400)}\nper = \"{rng.choice(['second', 'minute', 'ip'])}\"\nallow = [\n" + "".join(f"  \"203.0.113.{rng.randint(1, 250)}/{rng.choice([24, 28, 32])}\",\n" for _ in range(rng.randint(1, 6))) + "]\n\n"
        elif shape == 4:
            yield f"[auth{number}]\nissuer = \"https://id.harrow.example/{rng.choice(['a', 'b', 'staff'])}\"\nsecret = \"{rng.choice(['changeme', '${AUTH_SECRET}', 'hunter' + str(rng.randint(2, 9)), ''])}\"\nttl = {rng.choice([300, 3600, 31536000])}\nretry = {{ times = {rng.randint(0, 9)}, backoff = {rng.choice(['0.5', '2', '10'])} }}\n\n"
        else:
            yield f"[profile.{rng.choice(['release', 'dev', 'bench'])}-{number}]\nopt-level = {rng.choice(['3', '0', chr(34) + 'z' + chr(34)])}\nlto = {rng.choice(['true', 'false', chr(34) + 'thin' + chr(34)])}\ndebug = {rng.choice(['true', 'false', '1'])}\ncodegen-units = {rng.choice([1, 16, 256])}\n\n"


def html_page(rng):
    yield ("<!DOCTYPE html>\n<html lang=\"ko\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>" + rng.choice(["물결서점 | 강가의 작은 책방", "HOME", "책방 느린다리", "untitled"]) + "</title>\n  <link rel=\"stylesheet\" href=\"/css/main.css?v=" + str(rng.randint(3, 90)) + "\">\n"
           "  <script>window.dataLayer=window.dataLayer||[];function t(){dataLayer.push(arguments)}t('js',new Date());</script>\n</head>\n<body class=\"home page-" + str(rng.randint(2, 99)) + "\">\n<div id=\"wrap\">\n")
    number = 0
    while True:
        number += 1
        shape = rng.randint(0, 6)
        if shape == 0:
            yield "<nav class=\"gnb\">\n  <ul>\n" + "".join(f"    <li{rng.choice(['', ' class=' + chr(34) + 'on' + chr(34)])}><a href=\"{rng.choice(['/about', '#', 'javascript:void(0)', '/book/' + str(rng.randint(10, 999))])}\">{rng.choice(['소개', '새로 들어온 책', '모임', '오시는 길', 'Events', '주문조회'])}</a></li>\n" for _ in range(rng.randint(3, 7))) + "  </ul>\n</nav>\n"
        elif shape == 1:
            yield f"<section id=\"sec{number}\" style=\"margin-top:{rng.randint(0, 60)}px\">\n  <h{rng.randint(2, 5)}>{rng.choice(KO_HEADS)}</h3>\n  <p>{korean_sentence(rng)}<br><br>{korean_sentence(rng)}</p>\n</section>\n"
        elif shape == 2:
            yield f"<div class=\"card\"><img src=\"/img/b{rng.randint(100, 999)}.{rng.choice(['jpg', 'webp', 'png'])}\"{rng.choice(['', ' alt=' + chr(34) + chr(34), ' loading=lazy'])}>\n<div class=\"tit\">{rng.choice(['조수의 문법', '북쪽 등대', '느린 다리', '소금밭 아이들', '빈 창고'])}</div><span class=price>{rng.randint(8, 32)},{rng.choice(['000', '500', '800'])}원</span>\n<button onclick=\"cart({rng.randint(1000, 9999)})\">담기</button></div>\n"
        elif shape == 3:
            yield "<table border=0 cellpadding=4>\n<tr><td><b>요일</b></td><td>여는 시간</td></tr>\n" + "".join(f"<tr><td>{day}</td><td>{rng.randint(9, 12)}:00~{rng.randint(17, 22)}:{rng.choice(['00', '30'])}</td></tr>\n" for day in rng.sample("월화수목금토일", rng.randint(3, 6))) + "</table>\n"
        elif shape == 4:
            yield f"<form action=\"/join{number}\" method=\"{rng.choice(['get', 'post'])}\">\n  <input type=\"text\" name=\"id\" placeholder=\"아이디\">\n  <input type=\"{rng.choice(['password', 'text'])}\" name=\"pw\">\n  <input type=hidden name=token value=\"{rng.getrandbits(64):016x}\">\n  <div onclick=\"this.parentNode.submit()\" class=\"btn\">보내기</div>\n</form>\n"
        elif shape == 5:
            yield f"<!-- {rng.choice(['2019 배너 자리', '여기부터 옛날 코드', 'slider start', '지우지 마세요 - ' + rng.choice(KO_NAMES)])} -->\n<div class=\"row\"><div class=\"col-{rng.randint(2, 12)}\"><div class=\"inner\"><div>\n  <blockquote>{korean_sentence(rng)}</blockquote>\n</div></div></div>\n"
        else:
            yield f"<script src=\"https://cdn.harrow.example/jq-{rng.randint(1, 3)}.{rng.randint(0, 12)}.min.js\"></script>\n<script>\n$(function(){{ $('#sec{rng.randint(1, number)}').html(location.hash.substr(1)); setInterval(function(){{ $('.card').toggleClass('on'); }}, {rng.choice([300, 1500, 4000])}); }});\n</script>\n"


def css_sheet(rng):
    names = [".btn", ".card", "#header", ".gnb li a", ".modal", ".price", "table.fare td", ".is-open", "footer .inner", ".hero h1", ".badge", ".seat"]
    rules = ["margin: {a}px auto", "padding: {a}px {b}px", "color: #{h}", "background: #{h}", "width: {p}%", "z-index: {z}", "position: absolute", "display: flex", "float: left", "font-size: {a}px !important",
             "transition: all .{b}s ease", "border-radius: {b}px", "line-height: 1.{b}", "height: calc(100vh - {a}px)", "overflow: hidden", "letter-spacing: -0.0{b}em", "transform: translate(-50%, -{p}%)", "box-shadow: 0 {b}px {a}px rgba(0,0,0,.{b})"]
    yield "@charset \"utf-8\";\n:root {\n  --brand: #1f6f78;\n  --gap: 12px;\n}\n* { box-sizing: border-box; }\n\n"
    while True:
        def block(indent):
            lines = "".join(f"{indent}  {rule.format(a=rng.randint(0, 64), b=rng.randint(1, 9), h=format(rng.getrandbits(24), '06x'), p=rng.randint(10, 110), z=rng.choice([1, 10, 999, 99999]))};\n" for rule in rng.sample(rules, rng.randint(1, 6)))
            return f"{indent}{', '.join(rng.sample(names, rng.choice([1, 1, 1, 2, 3])))}{rng.choice(['', '', ':hover', '::after', ' > *'])} {{\n{lines}{indent}}}\n"
        dice = rng.random()
        if dice < 0.68:
            yield block("") + rng.choice(["", "\n"])
        elif dice < 0.82:
            yield f"\n@media ({rng.choice(['max', 'min'])}-width: {rng.choice([360, 480, 767, 768, 1024, 1280])}px) {{\n" + "".join(block("  ") for _ in range(rng.randint(1, 4))) + "}\n\n"
        elif dice < 0.9:
            yield f"/* ---- {rng.choice(['메인', '팝업', 'ie 대응', 'tmp fix', '모바일', 'from old site', 'do not touch'])} {'-' * rng.randint(4, 40)} */\n"
        elif dice < 0.95:
            yield f"@keyframes {rng.choice(['bob', 'fade', 'spin', 'wave'])}{rng.randint(1, 40)} {{ from {{ opacity: 0; top: -{rng.randint(2, 40)}px }} to {{ opacity: 1; top: 0 }} }}\n"
        else:
            yield f".clearfix:after{{content:\"\";display:block;clear:both}}.hide{{display:none!important}}.mt{rng.randint(1, 60)}{{margin-top:{rng.randint(1, 60)}px}}\n"


def terraform(rng):
    yield "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n    }\n  }\n}\n\nprovider \"aws\" {\n  region = \"ap-northeast-2\"\n}\n\n"
    apps = ["ferry", "kiosk", "ledger", "photo", "tariff", "gate"]
    number = 0
    while True:
        number += 1
        app, shape = rng.choice(apps), rng.randint(0, 7)
        if shape == 0:
            yield f"resource \"aws_security_group\" \"{app}_{number}\" {{\n  name   = \"{app}-{number}\"\n  vpc_id = {rng.choice(['aws_vpc.main.id', 'var.vpc_id', chr(34) + 'vpc-0' + format(rng.getrandbits(40), 'x') + chr(34)])}\n\n  ingress {{\n    from_port   = {rng.choice([22, 0, 443, 5432])}\n    to_port     = {rng.choice([22, 65535, 443, 5432])}\n    protocol    = \"tcp\"\n    cidr_blocks = [\"{rng.choice(['0.0.0.0/0', '10.20.0.0/16', '203.0.113.7/32'])}\"]\n  }}\n}}\n\n"
        elif shape == 1:
            yield f"resource \"aws_instance\" \"{app}_{number}\" {{\n  ami           = \"ami-0{rng.getrandbits(60):015x}\"\n  instance_type = \"{rng.choice(['t3.micro', 'm5.4xlarge', 'c6g.large', 'r6i.2xlarge'])}\"\n  count         = {rng.choice(['1', '3', 'var.' + app + '_count', 'terraform.workspace == ' + chr(34) + 'prod' + chr(34) + ' ? 6 : 1'])}\n  user_data     = file(\"init/{app}.sh\")\n  tags = {{ Name = \"{app}-{number}\", owner = \"{rng.choice(EN_NAMES).lower()}\" }}\n}}\n\n"
        elif shape == 2:
            yield f"resource \"aws_db_instance\" \"{app}_{number}\" {{\n  engine               = \"postgres\"\n  engine_version       = \"{rng.choice(['11.4', '13.7', '15.4'])}\"\n  instance_class       = \"db.{rng.choice(['t3.medium', 'r6g.xlarge'])}\"\n  allocated_storage    = {rng.choice([20, 100, 2000])}\n  multi_az             = {rng.choice(['true', 'false'])}\n  password             = {rng.choice([chr(34) + 'Pa55word' + chr(34), 'var.db_password', 'random_password.db.result'])}\n  skip_final_snapshot  = true\n  publicly_accessible  = {rng.choice(['true', 'false'])}\n}}\n\n"
        elif shape == 3:
            yield f"variable \"{app}_{rng.choice(['count', 'cidr', 'zone', 'bucket'])}_{number}\" {{\n  type    = {rng.choice(['string', 'number', 'list(string)'])}\n  default = {rng.choice([chr(34) + chr(34), '2', '[]', 'null'])}\n  # {rng.choice(['TODO', '김 과장님 확인', 'not used?', 'set in CI'])}\n}}\n\n"
        elif shape == 4:
            yield f"resource \"aws_s3_bucket\" \"{app}_{number}\" {{\n  bucket        = \"harrow-{app}-{rng.choice(['dev', 'prod', 'old'])}-{number}\"\n  force_destroy = {rng.choice(['true', 'false'])}\n}}\n\nresource \"aws_s3_bucket_acl\" \"{app}_{number}\" {{\n  bucket = aws_s3_bucket.{app}_{rng.randint(1, number)}.id\n  acl    = \"{rng.choice(['private', 'public-read'])}\"\n}}\n\n"
        elif shape == 5:
            yield f"module \"{app}_net_{number}\" {{\n  source     = \"../modules/net{rng.choice(['', '-v2', '?ref=main'])}\"\n  cidr       = \"10.{rng.randint(0, 60)}.0.0/{rng.choice([16, 20])}\"\n  azs        = [\"ap-northeast-2a\", \"ap-northeast-2{rng.choice('bc')}\"]\n  nat        = {rng.choice(['true', 'false'])}\n  depends_on = [aws_instance.{rng.choice(apps)}_{rng.randint(1, number)}]\n}}\n\n"
        elif shape == 6:
            yield f"resource \"aws_iam_policy\" \"{app}_{number}\" {{\n  policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect   = \"Allow\"\n      Action   = [{rng.choice([chr(34) + '*' + chr(34), chr(34) + 's3:*' + chr(34), chr(34) + 's3:GetObject' + chr(34) + ', ' + chr(34) + 'sqs:SendMessage' + chr(34)])}]\n      Resource = \"{rng.choice(['*', 'arn:aws:s3:::harrow-' + app + '/*'])}\"\n    }}]\n  }})\n}}\n\n"
        else:
            yield f"output \"{app}_{rng.choice(['url', 'ip', 'arn'])}_{number}\" {{\n  value = aws_instance.{app}_{rng.randint(1, number)}{rng.choice(['[0]', '', '.*'])}.{rng.choice(['public_ip', 'arn', 'id'])}\n}}\n\n"


def kube_describe(rng):
    apps = ["seat-api", "refund-worker", "tide-web", "mailer", "ingest", "redis-cache"]
    ages = ["12s", "3m41s", "7m (x12 over 1h)", "22m", "4h18m", "2m5s (x41 over 11m)", "6d"]
    troubles = [("Warning", "BackOff", "Back-off restarting failed container {a} in pod {p}"), ("Warning", "FailedScheduling", "0/{n} nodes are available: {n} Insufficient {r}. preemption: 0/{n} nodes are available"),
                ("Warning", "Unhealthy", "Readiness probe failed: Get \"http://10.42.{n}.17:8080/healthz\": context deadline exceeded"), ("Normal", "Pulled", "Container image \"reg.harrow.example/{a}:1.{n}\" already present on machine"),
                ("Normal", "Created", "Created container {a}"), ("Normal", "Killing", "Stopping container {a}"), ("Warning", "FailedMount", "MountVolume.SetUp failed for volume \"conf\" : configmap \"{a}-conf\" not found"),
                ("Warning", "Failed", "Failed to pull image \"reg.harrow.example/{a}:latest\": rpc error: code = NotFound"), ("Normal", "Scheduled", "Successfully assigned shop/{p} to node-{n}"), ("Warning", "Evicted", "The node was low on resource: {r}. Threshold quantity: {n}00Mi")]
    while True:
        app = rng.choice(apps)
        pod = f"{app}-{rng.getrandbits(36):09x}-{''.join(rng.choice('bcdfghjklmnpqrstvwxz2456789') for _ in range(5))}"
        reason, code = rng.choice([("OOMKilled", 137), ("Error", 1), ("Completed", 0), ("Error", 143)])
        state = rng.choice(["Running\n      Started:      Thu, 16 Oct 2025 0{0}:12:4{0} +0900".format(rng.randint(0, 9)), "Waiting\n      Reason:       CrashLoopBackOff", "Waiting\n      Reason:       ImagePullBackOff"])
        memory, limit = rng.choice([64, 128, 512]), rng.choice([128, 256, 512, 2048])
        yield (f"Name:             {pod}\nNamespace:        {rng.choice(['shop', 'shop', 'batch', 'default'])}\nPriority:         {rng.choice([0, 0, 1000])}\nService Account:  default\nNode:             node-{rng.randint(1, 9)}/10.0.3.{rng.randint(2, 250)}\nLabels:           app={app}\n                  pod-template-hash={rng.getrandbits(36):09x}\nStatus:           {rng.choice(['Running', 'Running', 'Pending', 'Failed'])}\nIP:               10.42.{rng.randint(0, 9)}.{rng.randint(2, 250)}\n"
               f"Containers:\n  {app}:\n    Image:          reg.harrow.example/{app}:{rng.choice(['latest', '1.' + str(rng.randint(1, 60))])}\n    Port:           8080/TCP\n    State:          {state}\n    Last State:     Terminated\n      Reason:       {reason}\n      Exit Code:    {code}\n    Ready:          {rng.choice(['True', 'False'])}\n    Restart Count:  {rng.choice([0, 1, 4, 57, 212])}\n"
               f"    Limits:\n      cpu:     {rng.choice(['100m', '500m', '2'])}\n      memory:  {limit}Mi\n    Requests:\n      cpu:     {rng.choice(['50m', '500m', '1'])}\n      memory:  {memory}Mi\n    Liveness:   http-get http://:8080/healthz delay={rng.choice([0, 3, 30])}s timeout=1s period={rng.choice([5, 10])}s #success=1 #failure={rng.choice([1, 3])}\n    Environment:\n      DB_HOST:  {rng.choice(['db.shop.svc', 'localhost', '10.0.3.9'])}\n      POOL:     {rng.randint(2, 60)}\n"
               f"    Mounts:\n      /etc/conf from conf (ro)\nQoS Class:        {rng.choice(['Burstable', 'BestEffort', 'Guaranteed'])}\n")
        yield "Events:\n  Type     Reason            Age                  From               Message\n  ----     ------            ----                 ----               -------\n"
        for _ in range(rng.randint(1, 9)):
            level, what, text = rng.choice(troubles)
            yield f"  {level:8} {what:17} {rng.choice(ages):20} {rng.choice(['kubelet', 'kubelet', 'default-scheduler']):18} {text.format(a=app, p=pod, n=rng.randint(2, 9), r=rng.choice(['memory', 'cpu', 'ephemeral-storage']))}\n"
        yield "\n\n"


def ps_list(rng):
    commands = ["/usr/lib/postgresql/15/bin/postgres -D /var/lib/pg", "postgres: app shop 10.0.3.{n}(5{n}12) idle in transaction", "node /srv/seat/server.js --port 80{n}", "[kworker/{n}:1-events]", "/usr/bin/python3 /opt/ingest/run.py --all --shard {n}", "nginx: worker process", "java -Xmx{n}g -jar /opt/tariff/tariff.jar",
                "/sbin/init splash", "sshd: {w}@pts/{n}", "-bash", "ffmpeg -i /mnt/cam{n}/live.ts -c copy -f null -", "[rcu_sched]", "php-fpm: pool www", "tail -f /var/log/nightly.log", "/usr/bin/dockerd -H fd://", "[python3] <defunct>", "sh -c curl -s http://198.51.100.{n}/x.sh | sh", "rsync -avz /srv/photos bk@nas01:/tape", "vim memo{n}.txt", "redis-server *:6379"]
    users = ["root", "root", "postgres", "www-data", "deploy", "kim", "nobody", "ubuntu"]
    while True:
        top = rng.random() < 0.5
        if top:
            yield (f"top - {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02} up {rng.randint(1, 400)} days,  {rng.randint(1, 9)} users,  load average: {rng.random() * 40:.2f}, {rng.random() * 30:.2f}, {rng.random() * 9:.2f}\nTasks: {rng.randint(150, 700)} total,   {rng.randint(1, 9)} running, {rng.randint(100, 500)} sleeping,   0 stopped, {rng.randint(0, 60):3} zombie\n"
                   f"%Cpu(s): {rng.random() * 60:4.1f} us, {rng.random() * 20:4.1f} sy,  0.0 ni, {rng.random() * 30:4.1f} id, {rng.random() * 60:4.1f} wa,  0.0 hi,  0.{rng.randint(0, 9)} si,  {rng.random() * 9:.1f} st\nMiB Mem :  {rng.choice([3929.4, 15893.2, 64214.0])} total,   {rng.random() * 900:7.1f} free, {rng.random() * 14000:7.1f} used\nMiB Swap:   2048.0 total,      {rng.choice(['0.0', '12.5', '2048.0'])} free\n\n    PID USER      PR  NI    VIRT    RES S  %CPU  %MEM     TIME+ COMMAND\n")
        else:
            yield "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
        for _ in range(rng.randint(20, 70)):
            command = rng.choice(commands).format(n=rng.randint(1, 64), w=rng.choice(["kim", "deploy", "ubuntu"]))
            user, pid, cpu, memory = rng.choice(users), rng.randint(1, 400000), rng.choice([0.0, 0.0, 0.0, 0.3, 1.7, rng.random() * 100]), rng.choice([0.0, 0.1, 0.4, rng.random() * 40])
            minutes = rng.randint(0, 4000)
            if top:
                yield f"{pid:7} {user:9} {rng.choice([20, 20, 0, 'rt']):>2} {rng.choice([0, 0, 0, -20, 10]):3} {rng.randint(0, 9000000):8} {rng.randint(0, 900000):7} {rng.choice('SSSSRDZ')} {cpu:5.1f} {memory:5.1f} {minutes:4}:{rng.randint(0, 59):02}.{rng.randint(0, 99):02} {command.split(' ')[0].rsplit('/', 1)[-1]}\n"
            else:
                yield f"{user:9} {pid:7} {cpu:4.1f} {memory:4.1f} {rng.randint(0, 9000000):7} {rng.randint(0, 900000):6} {rng.choice(['?', '?', 'pts/0', 'pts/3', 'tty1']):8} {rng.choice(['S', 'Ss', 'Sl', 'R+', 'D', 'Z', 'I<']):4} {rng.choice(['Oct02', 'Sep17', '2024', '09:14', '23:51']):6} {minutes:4}:{rng.randint(0, 59):02} {command}\n"
        yield "\n"


def git_log(rng):
    verbs = ["fix", "wip", "Revert \"fix", "add", "리팩토링:", "hotfix", "chore:", "feat:", "remove", "임시로", "bump", "Merge branch 'develop' into"]
    things = ["seat hold timeout", "refund rounding", "로그인 두번 눌림", "tariff table", "lint", "결제 취소 금액", "login redirect", "typo", "csv export", "관리자 페이지", "cache key", "flaky test", "환불 버튼", "timezone", "map pins", "eslint 설정"]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    people = [("Amara Osei", "amara"), ("박서준", "sj.park"), ("joost", "joost"), ("정가영", "gayoung"), ("Ragnhild V.", "ragnhild"), ("dependabot[bot]", "bot"), ("root", "root"), ("문태오", "tm")]
    year, month, day = 2025, 10, 28
    while True:
        day -= rng.choice([0, 0, 0, 1, 1, 2, 5])
        if day < 1:
            year, month, day = year - (month == 0), (month - 1) % 12, 28
        name, box = rng.choice(people)
        thing, verb = rng.choice(things), rng.choice(verbs)
        if verb.startswith("Revert"):
            thing += '"'
        yield f"commit {rng.getrandbits(160):040x}{rng.choice(['', '', '', '', '', ' (tag: v2.' + str(rng.randint(1, 40)) + ')'])}\nAuthor: {name} <{box}@harrow.example>\nDate:   {rng.choice(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sun'])} {months[month]} {day} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02} {year} {rng.choice(['+0900', '+0900', '+0100'])}\n\n    {verb} {thing}{rng.choice(['', '', ' (#' + str(rng.randint(100, 999)) + ')', '!!', ' 2'])}\n"
        if rng.random() < 0.4:
            yield f"    \n    {rng.choice([english_sentence, korean_sentence])(rng)}\n" + rng.choice(["", "", f"    Co-authored-by: {rng.choice(EN_NAMES)}\n", f"    Closes #{rng.randint(10, 900)}\n"])
        yield "\n"
        if rng.random() < 0.55:
            files = rng.sample(["api/hold.ts", "api/refund.ts", "lib/clock.ts", "web/Cart.tsx", "jobs/settle.ts", "package-lock.json", "infra/main.tf", "README.md", "test/refund.spec.ts"], rng.randint(1, 5))
            total = 0
            for path in files:
                changed = rng.choice([1, 2, 3, rng.randint(4, 60), rng.randint(60, 4000)])
                total += changed
                plus = rng.randint(0, min(changed, 40))
                yield f" {path:22} | {changed:4} {'+' * plus}{'-' * (min(changed, 40) - plus)}\n"
            added = rng.randint(0, total)
            yield f" {len(files)} file{'s' if len(files) > 1 else ''} changed, {added} insertions(+), {total - added} deletions(-)\n\n"


def sql_explain(rng):
    tables = ["seat", "hold", "booking", "member", "charge", "audit_log", "visit", "branch"]
    while True:
        first, second, third = rng.sample(tables, 3)
        cost, rows, took = rng.randint(900, 900000), rng.randint(1, 90000), rng.random() * 40000
        yield f"EXPLAIN (ANALYZE, BUFFERS) {rng.choice(['SELECT * FROM', 'SELECT count(*) FROM', 'SELECT DISTINCT b.id FROM'])} {first} b {rng.choice(['LEFT JOIN', 'JOIN'])} {second} s ON s.{first}_id = b.id WHERE {rng.choice(['lower(b.email) = ' + chr(39) + 'a@b.c' + chr(39), 'b.created_at::date = ' + chr(39) + '2025-10-0' + str(rng.randint(1, 9)) + chr(39), 's.state IN (1,2,7)', 'b.memo LIKE ' + chr(39) + '%환불%' + chr(39)])} ORDER BY b.created_at DESC LIMIT {rng.choice([20, 50, 1000])};\n"
        yield "                                                       QUERY PLAN\n" + "-" * rng.randint(90, 130) + "\n"
        yield f" Limit  (cost={cost}.{rng.randint(10, 99)}..{cost + 5}.{rng.randint(10, 99)} rows={rng.choice([20, 50])} width={rng.randint(8, 400)}) (actual time={took:.3f}..{took + 0.4:.3f} rows={rng.choice([20, 3, 0])} loops=1)\n"
        yield f"   Buffers: shared hit={rng.randint(10, 90000)} read={rng.randint(0, 400000)}{rng.choice(['', ', temp read=' + str(rng.randint(100, 9000)) + ' written=' + str(rng.randint(100, 9000))])}\n"
        yield f"   ->  Sort  (cost={cost}.00..{cost + 3}.17 rows={rows} width={rng.randint(8, 400)}) (actual time={took * 0.99:.3f}..{took:.3f} rows={rng.randint(20, 400000)} loops=1)\n         Sort Key: b.created_at DESC\n         Sort Method: {rng.choice(['external merge  Disk: ' + str(rng.randint(3000, 900000)) + 'kB', 'quicksort  Memory: ' + str(rng.randint(25, 4000)) + 'kB', 'top-N heapsort  Memory: 31kB'])}\n"
        indent = "         "
        for _ in range(rng.randint(1, 4)):
            join = rng.choice(["Nested Loop", "Hash Join", "Hash Left Join", "Merge Join", "Gather"])
            yield f"{indent}->  {join}  (cost={rng.randint(1, 900)}.{rng.randint(10, 99)}..{cost - rng.randint(1, 800)}.{rng.randint(10, 99)} rows={rng.choice([1, 1, rng.randint(2, 90000)])} width={rng.randint(8, 400)}) (actual time={rng.random() * 40:.3f}..{took * rng.random():.3f} rows={rng.randint(1, 900000)} loops={rng.choice([1, 1, 3, 5])})\n"
            indent += "      "
            if join == "Gather":
                yield f"{indent}Workers Planned: 2\n{indent}Workers Launched: {rng.choice([0, 2])}\n"
            elif join != "Nested Loop":
                yield f"{indent}{join.split(' ')[0]} Cond: (s.{first}_id = b.id)\n"
            table = rng.choice([first, second, third])
            scan = rng.choice([f"Seq Scan on {table}", f"Index Scan using {table}_pkey on {table}", f"Bitmap Heap Scan on {table}", f"Index Only Scan using idx_{table}_created on {table}", f"Parallel Seq Scan on {table}"])
            yield f"{indent}->  {scan} {table[0]}  (cost=0.{rng.randint(10, 99)}..{rng.randint(8, 90000)}.{rng.randint(10, 99)} rows={rng.randint(1, 900000)} width={rng.randint(4, 200)}) (actual time=0.0{rng.randint(10, 99)}..{took * rng.random():.3f} rows={rng.randint(0, 3000000)} loops={rng.choice([1, 1, 3, rng.randint(100, 90000)])})\n"
            if rng.random() < 0.7:
                yield f"{indent}      Filter: ({rng.choice(['state = ANY (' + chr(39) + '{1,2,7}' + chr(39) + '::integer[])', '(memo)::text ~~ ' + chr(39) + '%환불%' + chr(39), 'deleted_at IS NULL', 'lower((email)::text) = ' + chr(39) + 'a@b.c' + chr(39)])})\n{indent}      Rows Removed by Filter: {rng.randint(0, 9000000)}\n"
            if "Index Only" in scan:
                yield f"{indent}      Heap Fetches: {rng.choice([0, rng.randint(1, 90000)])}\n"
        yield f" Planning Time: {rng.random() * 30:.3f} ms\n"
        if rng.random() < 0.3:
            yield f" JIT:\n   Functions: {rng.randint(8, 90)}\n   Timing: Generation {rng.random() * 9:.3f} ms, Optimization {rng.random() * 400:.3f} ms, Emission {rng.random() * 900:.3f} ms\n"
        yield f" Execution Time: {took + rng.random() * 90:.3f} ms\n({rng.randint(9, 40)} rows)\n\n"


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


def edge_log(rng):
    yield "# edge v4, local time\twho\twhat\tstatus\tms\tbytes\n"
    clock = rng.randint(0, 80000)
    who = [f"203.0.113.{rng.randint(1, 254)}" for _ in range(rng.randint(4, 40))]
    while True:
        clock += rng.choice([0, 0, 1, 2, 9, 40])
        status = rng.choice([200, 200, 200, 200, 304, 404, 499, 502])
        path = rng.choice(["/", "/login", "/login", "/v2/items?page=" + str(rng.randint(1, 60)), "/img/hero.webp", "/wp-admin/", "/.env", "/cart"])
        yield (f"{clock // 3600 % 24:02}:{clock // 60 % 60:02}:{clock % 60:02}\t{rng.choice(who)}\t{rng.choice(['GET', 'GET', 'HEAD', 'POST'])} {path}\t"
               f"{status}\t{rng.randint(1, 30) if status < 500 else rng.randint(9000, 30000)}\t{rng.randint(0, 90000)}{rng.choice(['', '', '  bot?', '  curl'])}\n")


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


def trace_notebook(rng):
    files = ["grades.py", "homework/week7.py", "lib/sheet.py", "merge_all.py", "Untitled3.py"]
    last = ["KeyError: '총점'", "UnicodeDecodeError: 'cp949' codec can't decode byte 0xec in position {n}: illegal multibyte sequence",
            "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "PermissionError: [Errno 13] Permission denied: '~$final_{n}.xlsx'",
            "IndexError: list index out of range", "ZeroDivisionError: division by zero"]
    calls = ["total += row['총점']", "sheet = open_sheet(name)", "mean = sum(marks) / len(marks)", "write(out, merged)", "rows[number + 1]"]
    run = 0
    while True:
        run += 1
        yield f"In [{run}]: run {rng.choice(files)} --week {rng.randint(1, 15)}\nTraceback (most recent call last):\n"
        for _ in range(rng.randint(2, 7)):
            yield f"  File \"{rng.choice(files)}\", line {rng.randint(3, 180)}, in {rng.choice(['<module>', 'main', 'read_marks', 'merge', 'save'])}\n    {rng.choice(calls)}\n"
        yield f"{rng.choice(last).format(n=rng.randint(2, 990))}\n\n"


def trace_python(rng):
    files = ["ingest/read.py", "ingest/clean.py", "app/views.py", "jobs/nightly.py"]
    while True:
        yield "Traceback (most recent call last):\n"
        for _ in range(rng.randint(3, 8)):
            yield f"  File \"/srv/app/{rng.choice(files)}\", line {rng.randint(4, 300)}, in {rng.choice(['run', 'load_rows', 'parse', 'main', 'save'])}\n    rows = parse(handle, encoding={rng.choice(['None', 'enc', repr('cp949')])})\n"
        yield f"{rng.choice(['UnicodeDecodeError: invalid start byte', 'KeyError: total', 'ValueError: could not convert string to float: 1,200'])}\n\n"
