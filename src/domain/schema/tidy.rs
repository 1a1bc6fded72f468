//! A generated schema, made easier to read for people and for editors.

use serde_json::{Map, Value};

/// The schema with the same meaning whose descriptions are one line each, whose choices within choices are one
/// list, and whose `$schema`, title and description come first.
pub fn tidy(mut schema: Value) -> Value {
    simplify(&mut schema);
    let Value::Object(mut rest) = schema else { return schema };
    let mut sorted = Map::new();
    for key in ["$schema", "title", "description"] {
        sorted.extend(rest.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    sorted.extend(rest);
    Value::Object(sorted)
}

fn simplify(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(simplify);
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                *choices = std::mem::take(choices).into_iter().flat_map(unfold).collect();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(simplify),
        _ => {}
    }
}

/// A choice that is nothing but a list of choices, as that list.
fn unfold(mut choice: Value) -> Vec<Value> {
    if let Value::Object(map) = &mut choice
        && map.keys().all(|key| key == "anyOf" || key == "description")
        && let Some(Value::Array(inner)) = map.get_mut("anyOf")
    {
        return std::mem::take(inner);
    }
    vec![choice]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::tidy;

    #[test]
    fn choices_within_choices_are_one_list() {
        let tidied = tidy(json!({
            "properties": {"a": {"anyOf": [
                {"anyOf": [{"type": "string"}, {"anyOf": [{"const": 1}]}], "description": "inner"},
                {"anyOf": [{"required": ["b"]}], "type": "object"},
                {"type": "null"},
            ]}},
            "description": "two\nlines",
            "title": "t",
        }));
        let expected = json!({
            "title": "t",
            "description": "two lines",
            "properties": {"a": {"anyOf": [
                {"type": "string"},
                {"const": 1},
                {"anyOf": [{"required": ["b"]}], "type": "object"},
                {"type": "null"},
            ]}},
        });
        assert_eq!(tidied.to_string(), expected.to_string());
    }
}
