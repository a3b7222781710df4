//! The network of a model, as its file of weights describes it: Llama's, and what others changed about it.
//!
//! What sets an architecture apart is a row of [`ARCHITECTURES`]. A file that asks for more than its row says (experts,
//! capped logits, positions stretched in another way, a tensor that nobody reads) is refused: it would run, and write
//! nonsense. Sums are made in the order of llama.cpp where candle leaves a choice.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::quantized::{QMatMul, QTensor};
use candle_core::{Device, Module as _, Result, Tensor, bail};
use candle_nn::ops::{rms_norm, silu, softmax_last_dim};
use candle_nn::rotary_emb::{rope, rope_i};

/// How an architecture differs from the others.
#[derive(Debug)]
struct Architecture {
    /// `general.architecture`, and what its keys begin with.
    name: &'static str,
    turned: Turned,
    gate: Gate,
    extras: &'static [Extra],
}

/// Which numbers of a head are turned together by their place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turned {
    Neighbours,
    Halves,
}

/// What opens and shuts a block's middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    Silu,
    Gelu,
}

/// What an architecture has beside Llama's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extra {
    /// Queries, keys and values are shifted by constants.
    Biases,
    /// Each head's query and key are normalised.
    HeadNorms,
    /// What a block adds is normalised once more.
    PostNorms,
    /// Tokens begin larger, by the root of their width.
    ScaledEmbedding,
    /// Most blocks see the last so many tokens only.
    Window,
}

const ARCHITECTURES: [Architecture; 4] = [
    Architecture { name: "llama", turned: Turned::Neighbours, gate: Gate::Silu, extras: &[] },
    Architecture { name: "qwen2", turned: Turned::Halves, gate: Gate::Silu, extras: &[Extra::Biases] },
    Architecture { name: "qwen3", turned: Turned::Halves, gate: Gate::Silu, extras: &[Extra::HeadNorms] },
    Architecture {
        name: "gemma3",
        turned: Turned::Halves,
        gate: Gate::Gelu,
        extras: &[Extra::HeadNorms, Extra::PostNorms, Extra::ScaledEmbedding, Extra::Window],
    },
];

/// Keys, after the architecture's name, of what is not computed here.
const NOT_COMPUTED: [&str; 5] =
    ["attn_logit_softcapping", "final_logit_softcapping", "attention.scale", "logit_scale", "attention.clamp_kqv"];

/// Of Gemma's blocks, each sixth sees everything.
const WINDOW_PATTERN: usize = 6;
/// Gemma 3 27B, told by its number of blocks alone, scales its attention by another number than the others, as
/// llama.cpp's loader has it.
const BLOCKS_OF_ANOTHER_SCALE: usize = 62;
/// How fast the blocks with a window turn, where the file does not say.
const WINDOW_BASE: f32 = 10_000.0;

/// A loaded network with what it has read so far. A clone shares the weights and begins where the original is, so
/// that a place in a conversation can be gone back to.
#[derive(Clone)]
pub(super) struct Network {
    weights: Arc<Weights>,
    /// Keys and values of what was read, block by block: heads, tokens, width.
    memory: Vec<Option<(Tensor, Tensor)>>,
    /// Tokens that prompt and answer take together.
    pub context_tokens: usize,
}

struct Weights {
    turned: Turned,
    gate: Gate,
    embedding: QMatMul,
    embedding_scale: Option<f64>,
    blocks: Vec<Block>,
    output_norm: Norm,
    output: QMatMul,
    n_heads: usize,
    n_key_heads: usize,
    n_head_wide: usize,
    /// Of blocks that see everything, and of those with a window.
    rotations: [Rotation; 2],
}

struct Block {
    before_attention: Norm,
    query: Projection,
    key: Projection,
    value: Projection,
    head_norms: Option<(Norm, Norm)>,
    attended: QMatMul,
    after_attention: Option<Norm>,
    before_middle: Norm,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
    after_middle: Option<Norm>,
    /// So many tokens are seen, the newest among them.
    window: Option<usize>,
}

struct Norm {
    weight: Tensor,
    epsilon: f32,
}

struct Projection {
    weight: QMatMul,
    bias: Option<Tensor>,
}

/// How fast each pair of a head turns with its place.
struct Rotation {
    base: f32,
    scale: f32,
    /// Slower by so much, pair by pair.
    slower: Option<Vec<f32>>,
    n_wide: usize,
}

impl Network {
    /// Reads the weights.
    pub fn load(content: Content, file: &mut BufReader<File>) -> Result<Self> {
        let found = super::weights::text(&content, "general.architecture").unwrap_or_default();
        let Some(architecture) = ARCHITECTURES.iter().find(|architecture| architecture.name == found) else {
            bail!("weights of the kind `{found}` are not run here");
        };
        let mut reader = Reader { content, file, architecture, read: HashSet::new() };
        let context_tokens = reader.number("context_length").unwrap_or(2048);
        let weights = reader.weights()?;
        reader.finish()?;
        let memory = vec![None; weights.blocks.len()];
        Ok(Self { weights: Arc::new(weights), memory, context_tokens })
    }

    /// Reads `tokens`, which follow `n_before` others, and returns the logits of the token after them.
    pub fn read(&mut self, tokens: &[u32], n_before: usize) -> Result<Tensor> {
        let weights = &self.weights;
        let mut flow = weights.embedding.embedding(&Tensor::new(tokens, &Device::Cpu)?)?;
        if let Some(scale) = weights.embedding_scale {
            flow = (flow * scale)?;
        }
        let places = Places { n_before, n_new: tokens.len() };
        let rotations = [weights.rotations[0].at(places)?, weights.rotations[1].at(places)?];
        for (block, memory) in weights.blocks.iter().zip(&mut self.memory) {
            let rotation = &rotations[usize::from(block.window.is_some())];
            let attended = weights.attend(block, &block.before_attention.of(&flow)?, rotation, places, memory)?;
            flow = (flow + normed(block.after_attention.as_ref(), &attended)?)?;
            let middle = block.middle(&block.before_middle.of(&flow)?, weights.gate)?;
            flow = (flow + normed(block.after_middle.as_ref(), &middle)?)?;
        }
        let last = flow.narrow(0, tokens.len().saturating_sub(1), 1)?;
        weights.output.forward(&weights.output_norm.of(&last)?)?.flatten_all()
    }
}

/// Where in a text the tokens stand that are read now.
#[derive(Debug, Clone, Copy)]
struct Places {
    n_before: usize,
    n_new: usize,
}

impl Weights {
    /// What the new tokens take from those that they see.
    fn attend(
        &self,
        block: &Block,
        flow: &Tensor,
        rotation: &(Tensor, Tensor),
        places: Places,
        memory: &mut Option<(Tensor, Tensor)>,
    ) -> Result<Tensor> {
        let n_new = places.n_new;
        let heads = |tensor: Tensor, n_heads: usize| tensor.reshape((n_new, n_heads, self.n_head_wide));
        let mut query = heads(block.query.of(flow)?, self.n_heads)?;
        let mut key = heads(block.key.of(flow)?, self.n_key_heads)?;
        let value = heads(block.value.of(flow)?, self.n_key_heads)?.transpose(0, 1)?.contiguous()?;
        if let Some((query_norm, key_norm)) = &block.head_norms {
            query = query_norm.of(&query)?;
            key = key_norm.of(&key)?;
        }
        let query = self.turn(&query, rotation)?;
        let key = self.turn(&key, rotation)?;
        let (key, value) = match memory.take() {
            Some((keys, values)) => (Tensor::cat(&[&keys, &key], 1)?, Tensor::cat(&[&values, &value], 1)?),
            None => (key, value),
        };
        let n_seen = key.dim(1)?;
        *memory = Some(match block.window {
            // What no later token sees is forgotten.
            Some(window) if n_seen >= window => {
                let from = n_seen + 1 - window;
                let kept = |tensor: &Tensor| tensor.narrow(1, from, window - 1)?.contiguous();
                (kept(&key)?, kept(&value)?)
            }
            _ => (key.clone(), value.clone()),
        });
        // The heads that share a key stand one after the other: together they are one longer query.
        let n_sharing = self.n_heads / self.n_key_heads;
        let query = query.reshape((self.n_key_heads, n_sharing * n_new, self.n_head_wide))?;
        #[expect(clippy::cast_precision_loss, reason = "a head is some hundred numbers wide")]
        let scale = 1.0 / (self.n_head_wide as f64).sqrt();
        let mut scores = (query.matmul(&key.t()?)? * scale)?;
        if let Some(mask) = mask(places, n_seen, block.window)? {
            let apart = scores.reshape((self.n_heads, n_new, n_seen))?;
            scores = apart.broadcast_add(&mask)?.reshape((self.n_key_heads, n_sharing * n_new, n_seen))?;
        }
        let taken = softmax_last_dim(&scores)?.matmul(&value)?;
        let taken = taken.reshape((self.n_heads, n_new, self.n_head_wide))?.transpose(0, 1)?;
        block.attended.forward(&taken.reshape((n_new, self.n_heads * self.n_head_wide))?)
    }

    /// Heads first, and turned by their places.
    fn turn(&self, heads: &Tensor, (cosines, sines): &(Tensor, Tensor)) -> Result<Tensor> {
        let heads = heads.transpose(0, 1)?.contiguous()?.unsqueeze(0)?;
        let turned = match self.turned {
            Turned::Neighbours => rope_i(&heads, cosines, sines),
            Turned::Halves => rope(&heads, cosines, sines),
        };
        turned?.squeeze(0)
    }
}

impl Block {
    fn middle(&self, flow: &Tensor, gate: Gate) -> Result<Tensor> {
        let opened = self.gate.forward(flow)?;
        let opened = match gate {
            Gate::Silu => silu(&opened)?,
            Gate::Gelu => opened.gelu()?,
        };
        self.down.forward(&(opened * self.up.forward(flow)?)?)
    }
}

impl Norm {
    fn of(&self, flow: &Tensor) -> Result<Tensor> {
        rms_norm(&flow.contiguous()?, &self.weight, self.epsilon)
    }
}

fn normed(norm: Option<&Norm>, flow: &Tensor) -> Result<Tensor> {
    norm.map_or_else(|| Ok(flow.clone()), |norm| norm.of(flow))
}

impl Projection {
    fn of(&self, flow: &Tensor) -> Result<Tensor> {
        let projected = self.weight.forward(flow)?;
        match &self.bias {
            Some(bias) => projected.broadcast_add(bias),
            None => Ok(projected),
        }
    }
}

impl Rotation {
    /// Cosines and sines for each place and pair.
    #[expect(clippy::cast_precision_loss, reason = "places are some thousands, widths some hundreds")]
    fn at(&self, places: Places) -> Result<(Tensor, Tensor)> {
        let n_pairs = self.n_wide / 2;
        let step = self.base.powf(-2.0 / self.n_wide as f32);
        let mut angles = Vec::with_capacity(places.n_new * n_pairs);
        for place in places.n_before..places.n_before + places.n_new {
            let mut angle = place as f32;
            for pair in 0..n_pairs {
                let slower = self.slower.as_ref().map_or(1.0, |slower| slower[pair]);
                angles.push(angle / slower * self.scale);
                angle *= step;
            }
        }
        let table = |turn: fn(f32) -> f32| {
            let values: Vec<f32> = angles.iter().map(|angle| turn(*angle)).collect();
            Tensor::from_vec(values, (places.n_new, n_pairs), &Device::Cpu)
        };
        Ok((table(f32::cos)?, table(f32::sin)?))
    }
}

/// Minus infinity where a new token may not look, of the `n_seen` last tokens. `None`: it may look everywhere.
fn mask(places: Places, n_seen: usize, window: Option<usize>) -> Result<Option<Tensor>> {
    let Places { n_before, n_new } = places;
    let first = n_before + n_new - n_seen;
    if n_new == 1 && window.is_none_or(|window| n_seen <= window) {
        return Ok(None);
    }
    let sees = |place: usize, other: usize| other <= place && window.is_none_or(|window| place - other < window);
    let values: Vec<f32> = (n_before..n_before + n_new)
        .flat_map(|place| (first..first + n_seen).map(move |other| (place, other)))
        .map(|(place, other)| if sees(place, other) { 0.0 } else { f32::NEG_INFINITY })
        .collect();
    Tensor::from_vec(values, (n_new, n_seen), &Device::Cpu).map(Some)
}

/// Reads a file, and notes what of it was read.
struct Reader<'f> {
    content: Content,
    file: &'f mut BufReader<File>,
    architecture: &'static Architecture,
    read: HashSet<String>,
}

impl Reader<'_> {
    fn weights(&mut self) -> Result<Weights> {
        self.refuse_what_is_not_computed()?;
        let n_blocks = self.needed("block_count")?;
        if self.has(Extra::Window) && n_blocks == BLOCKS_OF_ANOTHER_SCALE {
            bail!("{} with {n_blocks} blocks is not run here", self.architecture.name);
        }
        let n_wide = self.needed("embedding_length")?;
        let n_heads = self.needed("attention.head_count")?;
        let n_key_heads = self.number("attention.head_count_kv").unwrap_or(n_heads);
        if n_heads == 0 || n_key_heads == 0 || n_heads % n_key_heads != 0 {
            bail!("{n_heads} heads cannot share {n_key_heads} keys");
        }
        let n_head_wide = self.number("attention.key_length").unwrap_or(n_wide / n_heads);
        let others = ["attention.value_length", "rope.dimension_count"];
        if others.iter().any(|key| self.number(key).is_some_and(|other| other != n_head_wide))
            || !n_head_wide.is_multiple_of(2)
        {
            bail!("heads whose parts differ in width are not run here");
        }
        let epsilon = self.fraction("attention.layer_norm_rms_epsilon").unwrap_or(1e-5);
        let token_embedding = Arc::new(self.tensor("token_embd.weight")?);
        let output = match self.optional("output.weight")? {
            Some(tensor) => QMatMul::from_qtensor(tensor)?,
            None => QMatMul::from_arc(Arc::clone(&token_embedding))?,
        };
        let window = self.window()?;
        let mut blocks = Vec::with_capacity(n_blocks.min(1024));
        for block in 0..n_blocks {
            let window = window.filter(|_| block % WINDOW_PATTERN != WINDOW_PATTERN - 1);
            blocks.push(self.block(block, epsilon, window)?);
        }
        #[expect(clippy::cast_precision_loss, reason = "some thousand numbers wide")]
        let embedding_scale = self.has(Extra::ScaledEmbedding).then(|| f64::from((n_wide as f32).sqrt()));
        Ok(Weights {
            turned: self.architecture.turned,
            gate: self.architecture.gate,
            embedding: QMatMul::from_arc(token_embedding)?,
            embedding_scale,
            blocks,
            output_norm: self.norm("output_norm.weight", epsilon)?,
            output,
            n_heads,
            n_key_heads,
            n_head_wide,
            rotations: self.rotations(n_head_wide)?,
        })
    }

    fn block(&mut self, number: usize, epsilon: f32, window: Option<usize>) -> Result<Block> {
        let name = |part: &str| format!("blk.{number}.{part}");
        let has_head_norms = self.has(Extra::HeadNorms);
        let has_post_norms = self.has(Extra::PostNorms);
        Ok(Block {
            before_attention: self.norm(&name("attn_norm.weight"), epsilon)?,
            query: self.projection(&name("attn_q"))?,
            key: self.projection(&name("attn_k"))?,
            value: self.projection(&name("attn_v"))?,
            head_norms: if has_head_norms {
                let query = self.norm(&name("attn_q_norm.weight"), epsilon)?;
                Some((query, self.norm(&name("attn_k_norm.weight"), epsilon)?))
            } else {
                None
            },
            attended: self.matrix(&name("attn_output.weight"))?,
            after_attention: if has_post_norms {
                Some(self.norm(&name("post_attention_norm.weight"), epsilon)?)
            } else {
                None
            },
            before_middle: self.norm(&name("ffn_norm.weight"), epsilon)?,
            gate: self.matrix(&name("ffn_gate.weight"))?,
            up: self.matrix(&name("ffn_up.weight"))?,
            down: self.matrix(&name("ffn_down.weight"))?,
            after_middle: if has_post_norms { Some(self.norm(&name("post_ffw_norm.weight"), epsilon)?) } else { None },
            window,
        })
    }

    fn window(&self) -> Result<Option<usize>> {
        if !self.has(Extra::Window) {
            return Ok(None);
        }
        let window = self.needed("attention.sliding_window")?;
        let pattern = self.number("attention.sliding_window_pattern").unwrap_or(WINDOW_PATTERN);
        if window < 2 || pattern != WINDOW_PATTERN {
            bail!("a window of {window} in a pattern of {pattern} is not run here");
        }
        Ok(Some(window))
    }

    fn rotations(&mut self, n_wide: usize) -> Result<[Rotation; 2]> {
        let base = self.fraction("rope.freq_base").unwrap_or(10_000.0);
        let scaling = self.value("rope.scaling.type").and_then(|value| value.to_string().ok()).cloned();
        let scale = match scaling.as_deref() {
            None | Some("none") => 1.0,
            Some("linear") => 1.0 / self.fraction("rope.scaling.factor").unwrap_or(1.0),
            Some(other) => bail!("positions stretched by `{other}` are not run here"),
        };
        let slower = match self.optional("rope_freqs.weight")? {
            Some(tensor) => Some(tensor.dequantize(&Device::Cpu)?.to_vec1::<f32>()?),
            None => None,
        };
        if slower.as_ref().is_some_and(|slower| slower.len() != n_wide / 2) {
            bail!("rope_freqs.weight does not fit a head");
        }
        let near = self.fraction("rope.freq_base_swa").unwrap_or(WINDOW_BASE);
        let far = Rotation { base, scale, slower, n_wide };
        Ok([far, Rotation { base: near, scale: 1.0, slower: None, n_wide }])
    }

    /// What the file says that nobody here heeds.
    fn refuse_what_is_not_computed(&self) -> Result<()> {
        if let Some(key) = NOT_COMPUTED.iter().find(|key| self.value(key).is_some()) {
            bail!("`{}.{key}` is not computed here", self.architecture.name);
        }
        if self.number("expert_count").is_some_and(|n_experts| n_experts > 0) {
            bail!("a mixture of experts is not run here");
        }
        Ok(())
    }

    /// A tensor that nobody read would have changed the answer.
    fn finish(&self) -> Result<()> {
        let mut unread: Vec<&String> =
            self.content.tensor_infos.keys().filter(|name| !self.read.contains(*name)).collect();
        unread.sort();
        match unread.first() {
            Some(name) => bail!("{} has a tensor `{name}`, which is not known here", self.architecture.name),
            None => Ok(()),
        }
    }

    fn has(&self, extra: Extra) -> bool {
        self.architecture.extras.contains(&extra)
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.content.metadata.get(&format!("{}.{key}", self.architecture.name))
    }

    fn number(&self, key: &str) -> Option<usize> {
        self.value(key)?.to_u64().ok().and_then(|number| usize::try_from(number).ok())
    }

    fn needed(&self, key: &str) -> Result<usize> {
        let missing = || candle_core::Error::msg(format!("`{}.{key}` is missing", self.architecture.name));
        self.number(key).ok_or_else(missing)
    }

    fn fraction(&self, key: &str) -> Option<f32> {
        self.value(key)?.to_f32().ok()
    }

    fn tensor(&mut self, name: &str) -> Result<QTensor> {
        self.read.insert(name.to_owned());
        self.content.tensor(self.file, name, &Device::Cpu)
    }

    fn optional(&mut self, name: &str) -> Result<Option<QTensor>> {
        if !self.content.tensor_infos.contains_key(name) {
            return Ok(None);
        }
        self.tensor(name).map(Some)
    }

    fn matrix(&mut self, name: &str) -> Result<QMatMul> {
        QMatMul::from_qtensor(self.tensor(name)?)
    }

    fn norm(&mut self, name: &str, epsilon: f32) -> Result<Norm> {
        Ok(Norm { weight: self.tensor(name)?.dequantize(&Device::Cpu)?, epsilon })
    }

    fn projection(&mut self, name: &str) -> Result<Projection> {
        let weight = self.matrix(&format!("{name}.weight"))?;
        let bias = if self.has(Extra::Biases) {
            Some(self.tensor(&format!("{name}.bias"))?.dequantize(&Device::Cpu)?)
        } else {
            None
        };
        Ok(Projection { weight, bias })
    }
}
