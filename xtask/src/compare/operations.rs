//! What changed in operations, and in the document around them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Changes, Level, pairs, same,
    schemas::{Use, compare_schema},
};
use crate::{
    generator::document::{METHODS, escape},
    operation::Operation,
};

pub fn compare(changes: &mut Changes) {
    let (old, new) = (changes.old, changes.new);
    let info = (&old.json["info"], &new.json["info"]);
    // It is signed, and so names another API.
    changes.value(Level::Major, "/info/version", "version of the API", (&info.0["version"], &info.1["version"]));
    changes.rest("/info", info, &["version"]);
    for (path, (old, new)) in pairs(&old.json["paths"], &new.json["paths"]) {
        if let (Some(old), Some(new)) = (old, new) {
            let but = [&METHODS[..], &["parameters"]].concat();
            changes.rest(&format!("/paths/{}", escape(path)), (old, new), &but);
        }
    }
    let by_id = |document| Operation::all(document).into_iter().collect::<BTreeMap<_, _>>();
    let (old, new) = (by_id(old), by_id(new));
    for (id, operation) in &old {
        match new.get(id) {
            Some(new) => compare_operation(operation, new, changes),
            None => changes.add(Level::Major, &operation.pointer, format!("operation {id} removed")),
        }
    }
    for (id, operation) in new.iter().filter(|(id, _)| !old.contains_key(*id)) {
        changes.add(Level::Minor, &operation.pointer, format!("operation {id} added"));
    }
}

fn compare_operation(old: &Operation, new: &Operation, changes: &mut Changes) {
    let pointer = &new.pointer;
    if (old.method, old.path) != (new.method, new.path) {
        let change = format!("request: {} {} -> {} {}", old.method, old.path, new.method, new.path);
        changes.add(Level::Major, pointer, change);
    }
    for ((name, place), (at, parameter)) in &old.parameters {
        match new.parameters.get(&(*name, *place)) {
            Some((at, new)) => compare_parameter(name, at, (parameter, new), changes),
            None => changes.add(Level::Major, at, format!("parameter `{name}` in {place} removed")),
        }
    }
    for ((name, place), (at, parameter)) in new.parameters.iter().filter(|(key, _)| !old.parameters.contains_key(*key))
    {
        let required = parameter["required"] == true;
        let (level, kind) = if required { (Level::Major, "required") } else { (Level::Minor, "optional") };
        changes.add(level, at, format!("{kind} parameter `{name}` in {place} added"));
    }
    compare_body(pointer, (&old.value["requestBody"], &new.value["requestBody"]), changes);
    compare_responses(&format!("{pointer}/responses"), (&old.value["responses"], &new.value["responses"]), changes);
    // It makes the streams.
    let (was, is) = (&old.value["x-pagination"], &new.value["x-pagination"]);
    if was != is {
        let (level, what) = match (was, is) {
            (Value::Null, _) => (Level::Minor, "added"),
            (_, Value::Null) => (Level::Major, "removed"),
            _ => (Level::Major, "changed"),
        };
        changes.add(level, &format!("{pointer}/x-pagination"), format!("listing by pages {what}"));
    }
    // Who calls it is warned from then on.
    changes.flag(Level::Minor, pointer, "deprecated", (old.value, new.value));
    let but = ["parameters", "requestBody", "responses", "x-pagination", "deprecated"];
    changes.rest(pointer, (old.value, new.value), &but);
}

fn compare_parameter(name: &str, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    compare_required(&format!("parameter `{name}`"), at, (old, new), changes);
    compare_schema(Use::Parameter, &format!("{at}/schema"), (&old["schema"], &new["schema"]), changes);
    // How it goes over the wire.
    let form = ["allowReserved", "content", "explode", "style"];
    for key in form {
        changes.value(Level::Major, at, key, (&old[key], &new[key]));
    }
    changes.rest(at, (old, new), &[&form[..], &["required", "schema"]].concat());
}

fn compare_required(what: &str, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    match (old["required"] == true, new["required"] == true) {
        (false, true) => changes.add(Level::Major, at, format!("{what} is required now")),
        (true, false) => changes.add(Level::Minor, at, format!("{what} is optional now")),
        _ => {}
    }
}

fn compare_body(pointer: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let at = format!("{pointer}/requestBody");
    let (old, new) = (changes.old.resolve(old), changes.new.resolve(new));
    match (old.is_null(), new.is_null()) {
        (true, true) => {}
        (true, false) => {
            let level = if new["required"] == true { Level::Major } else { Level::Minor };
            changes.add(level, &at, "request body added");
        }
        (false, true) => changes.add(Level::Major, &at, "request body removed"),
        (false, false) => {
            compare_required("request body", &at, (old, new), changes);
            compare_media(Use::Request, &at, (&old["content"], &new["content"]), changes);
            changes.rest(&at, (old, new), &["required", "content"]);
        }
    }
}

fn compare_responses(at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    for (code, both) in pairs(old, new) {
        let at = format!("{at}/{code}");
        let Some((old, new)) = same(&format!("response {code}"), &at, both, changes) else { continue };
        let (old, new) = (changes.old.resolve(old), changes.new.resolve(new));
        compare_media(Use::Response, &at, (&old["content"], &new["content"]), changes);
        for (name, both) in pairs(&old["headers"], &new["headers"]) {
            let at = format!("{at}/headers/{}", escape(name));
            let Some((old, new)) = same(&format!("header {name}"), &at, both, changes) else { continue };
            let (old, new) = (changes.old.resolve(old), changes.new.resolve(new));
            compare_schema(Use::Response, &format!("{at}/schema"), (&old["schema"], &new["schema"]), changes);
            changes.rest(&at, (old, new), &["schema"]);
        }
        changes.rest(&at, (old, new), &["content", "headers"]);
    }
}

fn compare_media(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    for (name, both) in pairs(old, new) {
        let at = format!("{at}/content/{}", escape(name));
        let Some((old, new)) = same(&format!("media type {name}"), &at, both, changes) else { continue };
        compare_schema(of, &format!("{at}/schema"), (&old["schema"], &new["schema"]), changes);
        changes.rest(&at, (old, new), &["schema"]);
    }
}
