//! `docs/speed.svg`: start, memory and size, from the figures of this run.

use plotters::{
    backend::SVGBackend,
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea},
    element::{Rectangle, Text},
    style::{Color, RGBColor, TextStyle, WHITE},
};
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The other MCP server for Gorgias, as `hosts/compare` recorded it on the machine of the figures in
/// `README.md`: npm's gorgias-mcp-server 2.0.0 under Node 20, installed with its dependencies.
const PEER: &str = "gorgias-mcp-server";
const PEER_START: Duration = Duration::from_millis(269);
const NODE_START: Duration = Duration::from_millis(53);
const PEER_MEMORY_MIB: f64 = 75.0;
const PEER_SIZE_MB: f64 = 20.3;

const OURS: RGBColor = RGBColor(32, 108, 196);
const OTHERS: RGBColor = RGBColor(160, 166, 173);
const INK: RGBColor = RGBColor(36, 41, 47);

/// What a run measured by itself; the times are read from criterion.
pub struct Figures {
    /// Resident memory of the MCP server's process, once it has listed its tools. None where the
    /// system does not say.
    pub memory_mib: Option<f64>,
    /// Bytes of the components.
    pub mcp: usize,
    pub plugin: usize,
    pub baseline: usize,
}

/// Whose figure it is, how much, and in words.
struct Bar(&'static str, f64, String);

/// Draws the chart beside criterion's reports, and into `docs/` when `UPDATE` is set.
///
/// # Errors
///
/// When criterion has no figure of this name, or a file cannot be written.
pub fn draw(figures: &Figures) -> Result<()> {
    let mb = |bytes: usize| bytes as f64 / 1e6;
    let size = |who, bytes| Bar(who, mb(bytes), format!("{} kB", bytes / 1000));
    let time = |who, time: Duration| Bar(who, time.as_secs_f64(), words(time));
    let memory = |who, mib: f64| Bar(who, mib, format!("{mib:.0} MiB"));
    let mut panels = vec![
        (
            "MCP server: start to the list of tools",
            vec![
                time("this", median("mcp/start to tools_list")?),
                time("node -e 0", NODE_START),
                time(PEER, PEER_START),
            ],
        ),
        (
            "MCP server: installed, without wasmtime or Node",
            vec![
                size("this", figures.mcp),
                Bar(PEER, PEER_SIZE_MB, format!("{PEER_SIZE_MB} MB")),
            ],
        ),
        (
            "Component: an instance is made",
            vec![
                time("this, 25 tools", median("instance/plugin")?),
                time("with waki, 4 calls", median("instance/baseline")?),
            ],
        ),
        (
            "Component: size",
            vec![
                size("this, 25 tools", figures.plugin),
                size("with waki, 4 calls", figures.baseline),
            ],
        ),
    ];
    if let Some(mib) = figures.memory_mib {
        let bars = vec![memory("this", mib), memory(PEER, PEER_MEMORY_MIB)];
        panels.insert(1, ("MCP server: memory after start", bars));
    }

    let mut svg = String::new();
    {
        let area =
            SVGBackend::with_string(&mut svg, (720, 100 * panels.len() as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        for (area, (title, bars)) in area.split_evenly((panels.len(), 1)).iter().zip(&panels) {
            panel(area, title, bars)?;
        }
        area.present()?;
    }
    let beside = reports()?.join("speed.svg");
    fs::write(&beside, &svg)?;
    println!("{}", beside.display());
    if env::var_os("UPDATE").is_some() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/speed.svg");
        fs::write(docs, &svg)?;
    }
    Ok(())
}

/// A title, and a bar for each with its words behind it.
fn panel(area: &DrawingArea<SVGBackend<'_>, Shift>, title: &str, bars: &[Bar]) -> Result<()> {
    const LEFT: i32 = 180;
    const LONGEST: f64 = 420.0;
    let ink = |size| TextStyle::from(("sans-serif", size)).color(&INK);
    area.draw(&Text::new(title, (12, 8), ink(18)))?;
    let most = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    for (Bar(who, value, words), top) in bars.iter().zip((30..).step_by(21)) {
        let right = LEFT + (value / most * LONGEST).max(1.0) as i32;
        let color = if who.starts_with("this") {
            OURS
        } else {
            OTHERS
        };
        area.draw(&Text::new(*who, (24, top + 1), ink(17)))?;
        area.draw(&Rectangle::new(
            [(LEFT, top), (right, top + 15)],
            color.filled(),
        ))?;
        area.draw(&Text::new(words.as_str(), (right + 8, top + 1), ink(17)))?;
    }
    Ok(())
}

/// A time as people write it.
fn words(time: Duration) -> String {
    match time.as_secs_f64() * 1e6 {
        micros if micros < 1e3 => format!("{micros:.1} µs"),
        micros if micros < 1e5 => format!("{:.1} ms", micros / 1e3),
        micros => format!("{:.0} ms", micros / 1e3),
    }
}

/// What criterion measured in this run.
fn median(name: &str) -> Result<Duration> {
    let path = reports()?.join(name).join("new/estimates.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let estimates: serde_json::Value = serde_json::from_str(&text)?;
    let nanoseconds = estimates["median"]["point_estimate"].as_f64();
    Ok(Duration::from_secs_f64(
        nanoseconds.ok_or("no median")? / 1e9,
    ))
}

/// Criterion's directory: target/criterion, where this program is target/release/deps/plugin-….
fn reports() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(3).ok_or("no target directory")?;
    Ok(target.join("criterion"))
}
