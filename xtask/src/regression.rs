//! Multinomial logistic regression by L-BFGS: one thread, one order of every sum, no function of the machine's
//! own mathematics library, so that the same rows give the same weights to the last bit.

/// Routes.
const N_CLASSES: usize = 6;
/// Steps whose curvature is remembered.
const MEMORY: usize = 8;

/// Rows of sparse features.
#[derive(Debug, Default)]
pub struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    targets: Vec<[f64; N_CLASSES]>,
    weights: Vec<f64>,
    copies: Vec<bool>,
}

impl Rows {
    /// Adds a row: its features, the share of each class in its label, what it counts, and whether it is a copy of another
    /// row.
    pub fn push(
        &mut self,
        features: impl Iterator<Item = (u32, f32)>,
        target: [f64; N_CLASSES],
        weight: f64,
        is_copy: bool,
    ) {
        self.starts.push(self.columns.len());
        for (column, value) in features {
            self.columns.push(column);
            self.values.push(value);
        }
        self.targets.push(target);
        self.weights.push(weight);
        self.copies.push(is_copy);
    }

    /// How often each class is the label, in all rows and where each of the columns occurs, in rows of average weight. Copies
    /// do not count.
    #[must_use]
    pub fn labels(&self, n_columns: usize) -> ([f64; N_CLASSES], Vec<[f64; N_CLASSES]>) {
        #[expect(clippy::cast_precision_loss, reason = "some ten thousand rows")]
        let usual = self.weights.iter().sum::<f64>() / self.weights.len() as f64;
        let (mut of_all, mut of_columns) = ([0.0; N_CLASSES], vec![[0.0; N_CLASSES]; n_columns]);
        for row in (0..self.starts.len()).filter(|row| !self.copies[*row]) {
            let counted = self.targets[row].map(|share| share * self.weights[row] / usual);
            let columns = self.columns[self.row(row)].iter().map(|column| *column as usize);
            add(&mut of_all, 1.0, &counted);
            columns.for_each(|column| add(&mut of_columns[column], 1.0, &counted));
        }
        (of_all, of_columns)
    }

    /// The squared values of some columns, each as if it were scaled.
    #[must_use]
    pub fn energy(&self, is_counted: impl Fn(usize) -> bool, scale: impl Fn(usize) -> f64) -> f64 {
        let of_cell = |(column, value): (&u32, &f32)| {
            let column = *column as usize;
            if is_counted(column) { (f64::from(*value) * scale(column)).powi(2) } else { 0.0 }
        };
        self.columns.iter().zip(&self.values).map(of_cell).sum()
    }

    /// Multiplies each column.
    pub fn scale(&mut self, scales: &[f64]) {
        for (column, value) in self.columns.iter().zip(&mut self.values) {
            #[expect(clippy::cast_possible_truncation, reason = "values are kept as f32")]
            let product = (f64::from(*value) * scales[*column as usize]) as f32;
            *value = product;
        }
    }

    /// The rows' weights, to be balanced.
    pub fn weights_mut(&mut self) -> &mut [f64] {
        &mut self.weights
    }

    /// The rows' targets.
    #[must_use]
    pub fn targets(&self) -> &[[f64; N_CLASSES]] {
        &self.targets
    }

    fn row(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts.get(row + 1).copied().unwrap_or(self.columns.len())
    }

    /// Half the squared weights plus the weighted cross-entropy; and its gradient.
    fn loss(&self, weights: &[f64], strength: f64, gradient: &mut [f64]) -> f64 {
        gradient.copy_from_slice(weights);
        let mut loss = 0.5 * dot(weights, weights);
        for row in 0..self.starts.len() {
            let mut scores = [0.0; N_CLASSES];
            for at in self.row(row) {
                let base = self.columns[at] as usize * N_CLASSES;
                let value = f64::from(self.values[at]);
                for (score, weight) in scores.iter_mut().zip(&weights[base..base + N_CLASSES]) {
                    *score += weight * value;
                }
            }
            let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut powers = [0.0; N_CLASSES];
            for (power, score) in powers.iter_mut().zip(scores) {
                *power = libm::exp(score - highest);
            }
            let sum: f64 = powers.iter().sum();
            let log_sum = libm::log(sum) + highest;
            let weight = strength * self.weights[row];
            let mut slope = [0.0; N_CLASSES];
            for class in 0..N_CLASSES {
                let target = self.targets[row][class];
                loss += weight * target * (log_sum - scores[class]);
                slope[class] = weight * (powers[class] / sum - target);
            }
            for at in self.row(row) {
                let base = self.columns[at] as usize * N_CLASSES;
                let value = f64::from(self.values[at]);
                for (cell, slope) in gradient[base..base + N_CLASSES].iter_mut().zip(slope) {
                    *cell += slope * value;
                }
            }
        }
        loss
    }
}

/// Weights, class by class within each column, that fit `rows`. `strength` is the inverse of the penalty on
/// large weights (scikit-learn's `C`); `begin` is where to begin.
#[must_use]
pub fn fit(rows: &Rows, begin: Vec<f64>, strength: f64, n_steps: usize) -> Vec<f64> {
    let n = begin.len();
    let mut weights = begin;
    let mut gradient = vec![0.0; n];
    let mut loss = rows.loss(&weights, strength, &mut gradient);
    let mut history: std::collections::VecDeque<(Vec<f64>, Vec<f64>, f64)> = std::collections::VecDeque::new();
    let first_slope = dot(&gradient, &gradient).sqrt();
    let mut next_gradient = vec![0.0; n];
    for _ in 0..n_steps {
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut alphas = Vec::with_capacity(history.len());
        for (step, change, curvature) in history.iter().rev() {
            let alpha = dot(step, &direction) / curvature;
            add(&mut direction, -alpha, change);
            alphas.push(alpha);
        }
        if let Some((_, change, curvature)) = history.back() {
            let scale = curvature / dot(change, change);
            scale_by(&mut direction, scale);
        } else {
            let scale = 1.0 / first_slope.max(1.0);
            scale_by(&mut direction, scale);
        }
        for ((step, change, curvature), alpha) in history.iter().zip(alphas.into_iter().rev()) {
            let beta = dot(change, &direction) / curvature;
            add(&mut direction, alpha - beta, step);
        }
        let descent = dot(&gradient, &direction);
        if descent >= 0.0 {
            break;
        }
        let mut length = 1.0;
        let mut accepted = None;
        for _ in 0..20 {
            let mut next = weights.clone();
            add(&mut next, length, &direction);
            let next_loss = rows.loss(&next, strength, &mut next_gradient);
            if next_loss <= loss + 1e-4 * length * descent {
                accepted = Some((next, next_loss));
                break;
            }
            length *= 0.5;
        }
        let Some((next, next_loss)) = accepted else { break };
        let step: Vec<f64> = next.iter().zip(&weights).map(|(new, old)| new - old).collect();
        let change: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(new, old)| new - old).collect();
        let curvature = dot(&step, &change);
        if curvature > 1e-12 {
            if history.len() == MEMORY {
                history.pop_front();
            }
            history.push_back((step, change, curvature));
        }
        let gain = (loss - next_loss) / loss.abs().max(1.0);
        weights = next;
        loss = next_loss;
        std::mem::swap(&mut gradient, &mut next_gradient);
        if gain < 1e-7 || dot(&gradient, &gradient).sqrt() < 1e-6 * first_slope {
            break;
        }
    }
    weights
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn scale_by(cells: &mut [f64], factor: f64) {
    for cell in cells {
        *cell *= factor;
    }
}

fn add(to: &mut [f64], factor: f64, what: &[f64]) {
    for (cell, value) in to.iter_mut().zip(what) {
        *cell += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separable_rows_are_learnt_the_same_each_time() {
        let mut rows = Rows::default();
        for class in 0..N_CLASSES {
            let mut target = [0.0; N_CLASSES];
            target[class] = 1.0;
            let column = u32::try_from(class).expect("six");
            rows.push([(column, 1.0f32), (6, 1.0)].into_iter(), target, 1.0, false);
        }
        let one = fit(&rows, vec![0.0; 7 * N_CLASSES], 10.0, 100);
        let again = fit(&rows, vec![0.0; 7 * N_CLASSES], 10.0, 100);
        assert_eq!(one, again);
        for class in 0..N_CLASSES {
            let row = &one[class * N_CLASSES..(class + 1) * N_CLASSES];
            let best = (0..N_CLASSES).max_by(|a, b| row[*a].total_cmp(&row[*b]));
            assert_eq!(best, Some(class));
        }
    }
}
