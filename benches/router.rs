//! How long a choice takes: a line, 2 KB, 50 KB; and how long the weights take to load.

use std::hint::black_box;

use baro::router::{Input, PastTurn, model::Model, route};
use criterion::{Criterion, criterion_group, criterion_main};

fn latency(criterion: &mut Criterion) {
    let lines = ["이 러스트 함수 왜 borrow 에러 나?", "what's the chance that two of 23 people share a birthday?"];
    let paragraph = "The committee met on Tuesday and put off the decision on the bridge. 회의는 화요일에 열렸고 다리 예산은 미뤄졌다.\n";
    let of_size = |n_bytes: usize| format!("세 줄로 요약해줘\n{}", paragraph.repeat(n_bytes / paragraph.len()));
    let (two, fifty) = (of_size(2_000), of_size(50_000));
    let alone = |request| Input { request, material: None, turns: &[] };
    for (name, request) in [("line, Korean", lines[0]), ("line, English", lines[1]), ("2 KB", &two), ("50 KB", &fifty)]
    {
        criterion.bench_function(name, |bencher| bencher.iter(|| route(black_box(&alone(request)))));
    }
    criterion.bench_function("50 KB piped", |bencher| {
        let input = Input { request: "요약", material: Some(&fifty), turns: &[] };
        bencher.iter(|| route(black_box(&input)));
    });
    criterion.bench_function("follow-up, route known", |bencher| {
        let turns =
            [PastTurn { role: baro::domain::Role::User, content: lines[0], route: Some(baro::domain::Route::Code) }];
        let input = Input { request: "테스트도 추가해줘", material: None, turns: &turns };
        bencher.iter(|| route(black_box(&input)));
    });
    let blob = include_bytes!("../data/router.bin");
    criterion.bench_function("load", |bencher| bencher.iter(|| Model::parse(black_box(blob)).is_ok()));
}

criterion_group!(benches, latency);
criterion_main!(benches);
