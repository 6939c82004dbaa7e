//! Service connections that tasks use: credentials that the project's settings hold, by their names.
//!
//! Inputs of the type `connectedService:…` in the `task.json` of each task:
//! <https://github.com/microsoft/azure-pipelines-tasks>.

use super::cursor::Cursor;
use crate::facts::SecretGroup;

/// Inputs that name a service connection, in lower case.
const INPUTS: [&str; 24] = [
    "awscredentials",
    "azureresourcemanagerconnection",
    "azuresubscription",
    "connectedservicename",
    "connectedservicenamearm",
    "containerregistry",
    "customendpoint",
    "dockerregistryconnection",
    "dockerregistryendpoint",
    "dockerregistryserviceconnection",
    "externalendpoint",
    "externalendpoints",
    "githubconnection",
    "kubernetesserviceconnection",
    "kubernetesserviceendpoint",
    "nugetserviceconnections",
    "publishendpoint",
    "publishfeedcredentials",
    "pythondownloadserviceconnections",
    "pythonuploadserviceconnection",
    "serviceconnection",
    "sonarcloud",
    "sonarqube",
    "sshendpoint",
];

/// The service connections among the inputs of a task; an input may name several.
pub(super) fn of_task(inputs: &[(String, Cursor<'_>)]) -> Vec<SecretGroup> {
    let mut found = Vec::new();
    for (key, value) in inputs {
        if !INPUTS.contains(&key.to_ascii_lowercase().as_str()) {
            continue;
        }
        let text = value.filled().unwrap_or_default();
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let group = |name: &str| SecretGroup { at: value.place.at(), name: name.to_owned() };
        found.extend(names.map(group));
    }
    found
}
