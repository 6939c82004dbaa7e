//! Who uploads a publication, in which version and on which Node.js: what the job has set up where it
//! publishes.

use super::TOOLS;
use super::job::{Scene, walk};
use super::projects::Project;
use crate::facts::{Client, Pipeline, Publish, ToolVersion};
use crate::policy::reads::Demand;

/// The facts that are made here.
pub(crate) const FACTS: [&str; 2] =
    ["pipelines[*].jobs[*].publishes[*].client", "pipelines[*].jobs[*].publishes[*].node"];

/// Whether anybody asks for them.
pub(crate) fn are_wanted(demand: &Demand) -> bool {
    FACTS.iter().any(|path| demand.wants(path))
}

/// What is told of the publications of each job, in their order.
pub(crate) type Clients = Vec<Vec<Vec<(Option<Client>, ToolVersion)>>>;

/// The clients of all publications, pipeline by pipeline and job by job.
pub(crate) fn clients(scene: Scene<'_>, pipelines: &[Pipeline]) -> Clients {
    let of_pipeline = |pipeline: &Pipeline| {
        let jobs = pipeline.jobs.iter().map(|job| {
            if job.publishes.is_empty() {
                return Vec::new();
            }
            let tools = walk(scene, pipeline, job).publishes;
            let all = job.publishes.iter().zip(tools).map(|(publish, (toolbox, by_corepack))| {
                let project = publish.directory.as_deref().or(Some("."));
                let project = project.and_then(|folder| scene.projects.of(folder));
                let client = publish.client.clone().or_else(|| {
                    let (tool, is_of_job) = uploader(publish, project)?;
                    let version = match is_of_job {
                        true => toolbox.version(tool, project, by_corepack).fact(),
                        false => ToolVersion::default(),
                    };
                    Some(Client { tool: tool.to_owned(), version })
                });
                (client, toolbox.runtime.clone().unwrap_or_default().fact())
            });
            all.collect()
        });
        jobs.collect()
    };
    pipelines.iter().map(of_pipeline).collect()
}

/// Puts the clients into the publications that they are of.
pub(crate) fn fill(pipelines: &mut [Pipeline], clients: Clients) {
    for (pipeline, jobs) in pipelines.iter_mut().zip(clients) {
        for (job, told) in pipeline.jobs.iter_mut().zip(jobs) {
            for (publish, (client, node)) in job.publishes.iter_mut().zip(told) {
                publish.client = client;
                publish.node = Some(node);
            }
        }
    }
}

/// The package manager that uploads for a tool, and whether it is the one that the job has: some
/// tools bring their own.
fn uploader(publish: &Publish, project: Option<&Project>) -> Option<(&'static str, bool)> {
    if let Some(tool) = TOOLS.into_iter().find(|tool| *tool == publish.tool) {
        return Some((tool, true));
    }
    match publish.tool.as_str() {
        // It asks for pnpm where the project is pnpm's, and for npm everywhere else.
        "changeset" | "changesets/action" | "@changesets/cli" => {
            let pnpm = project.is_some_and(|project| project.tools == ["pnpm"]);
            Some((if pnpm { "pnpm" } else { "npm" }, true))
        }
        "beachball" | "np" | "release-it" => Some(("npm", true)),
        // Their own dependencies upload.
        "lerna"
        | "@lerna/publish"
        | "@lerna-lite/publish"
        | "libnpmpublish"
        | "semantic-release"
        | "multi-semantic-release"
        | "cycjimmy/semantic-release-action"
        | "codfish/semantic-release-action" => Some(("npm", false)),
        "auto" | "js-devtools/npm-publish" | "nx" => Some(("npm", false)),
        _ => None,
    }
}
