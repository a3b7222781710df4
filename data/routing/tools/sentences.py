"""Korean and English sentences of which piped materials are made."""

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
