//! Open enums: each named string enum of the document as a Rust enum that can grow.

use heck::ToPascalCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::{
    Fault,
    document::{Document, children, escape, text},
};

/// One named string enum.
pub struct OpenEnum {
    /// Name of the Rust type.
    pub name: String,
    /// What it is.
    pub description: String,
    variants: Vec<Variant>,
}

struct Variant {
    ident: Ident,
    value: String,
    description: String,
}

/// Finds the named string enums. One without a name is a fault, since it would be closed.
pub fn collect(document: &Document) -> Result<Vec<OpenEnum>, Fault> {
    let mut found = Vec::new();
    for (name, schema) in document.json["components"]["schemas"].as_object().into_iter().flatten() {
        if is_string_enum(schema) {
            found.push(open_enum(name, schema)?);
        }
    }
    for part in ["paths", "components"] {
        refuse_unnamed(&document.json[part], &format!("#/{part}"))?;
    }
    Ok(found)
}

/// With or without `"type": "string"`, which may be left out; null may be among the values.
fn is_string_enum(schema: &Value) -> bool {
    let strings = |values: &Vec<Value>| values.iter().all(|value| value.is_string() || value.is_null());
    schema["type"] == "string" && schema["enum"].is_array()
        || schema["type"].is_null() && schema["enum"].as_array().is_some_and(strings)
}

fn refuse_unnamed(value: &Value, place: &str) -> Result<(), Fault> {
    let named = place.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/'));
    if is_string_enum(value) && !named {
        return Err(Fault::new(place, "a string enum needs a name: put it under components/schemas and refer to it"));
    }
    children(value, place).into_iter().try_for_each(|(child, place)| refuse_unnamed(child, &place))
}

fn open_enum(name: &str, schema: &Value) -> Result<OpenEnum, Fault> {
    let place = format!("#/components/schemas/{}", escape(name));
    let mut variants: Vec<Variant> = Vec::new();
    let values = schema["enum"].as_array().into_iter().flatten().enumerate();
    for (index, value) in values.filter(|(_, value)| !value.is_null()) {
        let place = format!("{place}/enum/{index}");
        let Some(value) = value.as_str() else {
            return Err(Fault::new(place, format!("a string enum holds a value that is no string: {value}")));
        };
        let ident = variant_name(value)
            .map_err(|_| Fault::new(&place, format!("`{value}` cannot be the name of a variant")))?;
        if variants.iter().any(|variant| variant.ident == ident) {
            return Err(Fault::new(place, format!("`{value}` would be a second variant named `{ident}`")));
        }
        let description = match text(&schema["x-enumDescriptions"][value]) {
            described if described.is_empty() => format!("The value `{value}`."),
            described => described,
        };
        variants.push(Variant { ident, value: value.to_owned(), description });
    }
    for described in schema["x-enumDescriptions"].as_object().into_iter().flat_map(|map| map.keys()) {
        if variants.iter().all(|variant| variant.value != *described) {
            let place = format!("{place}/x-enumDescriptions");
            return Err(Fault::new(place, format!("describes `{described}`, which is not among the values")));
        }
    }
    Ok(OpenEnum { name: name.to_pascal_case(), description: text(&schema["description"]), variants })
}

/// `Value` is put before what cannot stand alone, such as `2xx`, `Self`, or nothing at all.
fn variant_name(value: &str) -> syn::Result<Ident> {
    let pascal = value.to_pascal_case();
    match syn::parse_str::<Ident>(&pascal) {
        Ok(ident) if ident != "Unknown" => Ok(ident),
        _ => syn::parse_str(&format!("Value{pascal}")),
    }
}

impl OpenEnum {
    /// The name of the type.
    pub fn ident(&self) -> Result<Ident, Fault> {
        let unfit =
            |_| Fault::new("#/components/schemas", format!("`{}` is not a name that a Rust type can have", self.name));
        syn::parse_str(&self.name).map_err(unfit)
    }

    /// The values, as they go over the wire.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.variants.iter().map(|variant| variant.value.as_str())
    }

    /// The type and its traits.
    pub fn tokens(&self) -> Result<TokenStream, Fault> {
        let name = self.ident()?;
        let description = &self.description;
        let (comparison, deserialize) = (comparison(&name), deserialize(&name));
        let idents: Vec<_> = self.variants.iter().map(|variant| &variant.ident).collect();
        let values: Vec<_> = self.variants.iter().map(|variant| &variant.value).collect();
        let descriptions = self.variants.iter().map(|variant| &variant.description);
        Ok(quote! {
            #[doc = #description]
            ///
            /// The set is open: a value that this version does not know reads as `Unknown`, prints
            /// as it came, and can be sent.
            /// Two values are equal when they are the same text.
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #name {
                #(
                    #[doc = #descriptions]
                    #idents,
                )*
                /// A value that this version has no name for. Made by the conversions from text,
                /// which give a known value its own variant.
                Unknown(::std::string::String),
            }

            impl #name {
                /// The value as it goes over the wire.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#idents => #values,)*
                        Self::Unknown(value) => value,
                    }
                }
            }

            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#idents,)*
                        _ => Self::Unknown(value.to_owned()),
                    }
                }
            }

            impl ::std::convert::From<&::std::string::String> for #name {
                fn from(value: &::std::string::String) -> Self {
                    Self::from(value.as_str())
                }
            }

            impl ::std::convert::From<::std::string::String> for #name {
                fn from(value: ::std::string::String) -> Self {
                    match value.as_str() {
                        #(#values => Self::#idents,)*
                        _ => Self::Unknown(value),
                    }
                }
            }

            impl ::std::convert::From<#name> for ::std::string::String {
                fn from(value: #name) -> Self {
                    match value {
                        #name::Unknown(value) => value,
                        known => known.as_str().to_owned(),
                    }
                }
            }

            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.pad(self.as_str())
                }
            }

            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            #comparison
            #deserialize
        })
    }
}

/// Compares and hashes by text, so that an unknown value is equal however it was made.
fn comparison(name: &Ident) -> TokenStream {
    quote! {
            impl ::std::convert::AsRef<str> for #name {
                fn as_ref(&self) -> &str {
                    self.as_str()
                }
            }

            impl ::std::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    self.as_str() == other.as_str()
                }
            }

            impl ::std::cmp::Eq for #name {}

            impl ::std::cmp::PartialOrd for #name {
                fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                    Some(self.cmp(other))
                }
            }

            impl ::std::cmp::Ord for #name {
                fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                    self.as_str().cmp(other.as_str())
                }
            }

            impl ::std::hash::Hash for #name {
                fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                    self.as_str().hash(state);
                }
            }

            impl ::std::str::FromStr for #name {
                type Err = ::std::convert::Infallible;

                fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                    Ok(Self::from(value))
                }
            }
    }
}

/// Reads without making a string of a known value.
fn deserialize(name: &Ident) -> TokenStream {
    let expecting = format!("text for {name}");
    quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    struct Text;
                    impl ::serde::de::Visitor<'_> for Text {
                        type Value = #name;

                        fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                            f.write_str(#expecting)
                        }

                        fn visit_str<E>(self, value: &str) -> ::std::result::Result<Self::Value, E> {
                            Ok(#name::from(value))
                        }
                    }
                    deserializer.deserialize_str(Text)
                }
            }
    }
}
