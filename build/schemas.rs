//! JSON Schemas of the types, for the feature `schemars`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Ident, Item, parse_quote};

use super::{Fault, document::Document, enums::OpenEnum};

/// What is collected while the types are gone through.
pub struct Schemas<'a> {
    document: &'a Document,
    types: Vec<Ident>,
    items: Vec<Item>,
}

impl<'a> Schemas<'a> {
    /// Nothing yet.
    pub fn new(document: &'a Document) -> Self {
        Self { document, types: Vec::new(), items: Vec::new() }
    }

    /// A type of progenitor's.
    pub fn add(&mut self, name: &Ident, attrs: &mut Vec<Attribute>) {
        self.types.push(name.clone());
        let schema = &self.document.json["components"]["schemas"][name.to_string()];
        let rules = ["maxLength", "minLength", "pattern"].map(|key| (key, &schema[key]));
        let rules: Vec<_> = rules.into_iter().filter(|(_, rule)| !rule.is_null()).collect();
        if rules.is_empty() {
            return attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
        }
        // What is derived would be any text.
        let description = schema["description"].as_str().unwrap_or_default();
        let rules = rules.into_iter().map(|(key, rule)| {
            let rule: Literal = rule
                .as_str()
                .map_or_else(|| Literal::u64_unsuffixed(rule.as_u64().unwrap_or_default()), Literal::string);
            quote!(#key: #rule)
        });
        let schema = quote!({ "description": #description, "type": "string", #(#rules),* });
        self.items.push(implementation(name, &schema));
    }

    /// An open enum: any text, of which the known values come first.
    pub fn add_open_enum(&mut self, open: &OpenEnum) -> Result<(), Fault> {
        let name = open.ident()?;
        let description = &open.description;
        let values = open.values();
        let schema = quote! {{
            "description": #description,
            "type": "string",
            "anyOf": [{ "enum": [#(#values),*] }, {}],
        }};
        self.items.push(implementation(&name, &schema));
        self.types.push(name);
        Ok(())
    }

    /// The implementations that are not derived, and the function that gives all schemas.
    pub fn items(self) -> Vec<Item> {
        let Self { types, mut items, .. } = self;
        items.push(parse_quote! {
            /// The JSON Schemas of all types of the document, by name, as the Rust types read them.
            ///
            /// They refer to each other as `#/$defs/Name`. An open enum is any text; the values that
            /// this version has names for are listed before that.
            #[cfg(feature = "schemars")]
            #[must_use]
            pub fn json_schemas() -> ::serde_json::Map<::std::string::String, ::serde_json::Value> {
                let mut generator = ::schemars::SchemaGenerator::default();
                #(generator.subschema_for::<#types>();)*
                generator.take_definitions(true)
            }
        });
        items
    }
}

fn implementation(name: &Ident, schema: &TokenStream) -> Item {
    let text = name.to_string();
    parse_quote! {
        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for #name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                #text.into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!(#schema)
            }
        }
    }
}
