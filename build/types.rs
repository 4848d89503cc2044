//! What is done to the types of requests and answers.

use quote::quote;
use syn::{File, ImplItem, Item, ItemImpl, ItemMod, Type, parse_quote};

use super::{
    Fault,
    document::Document,
    enums::OpenEnum,
    schemas::Schemas,
    tree::{doc_of, ensure_doc, first_argument_of, methods, name_of, set_doc},
};

/// The types. Gives the names of those that are objects.
pub fn types(module: &mut ItemMod, enums: &[OpenEnum], document: &Document) -> Result<Vec<String>, Fault> {
    set_doc(&mut module.attrs, "The types of requests and answers.");
    let Some((_, items)) = &mut module.content else { return Ok(Vec::new()) };
    let mut texts = Vec::new();
    let mut schemas = Schemas::new(document);
    let (mut objects, mut fields) = (Vec::new(), Vec::new());
    for item in items.iter_mut() {
        match item {
            Item::Struct(object) => {
                if matches!(object.fields, syn::Fields::Named(_)) {
                    // The service may add a field at any time.
                    object.attrs.push(parse_quote!(#[non_exhaustive]));
                    objects.push(object.ident.to_string());
                }
                ensure_doc(&mut object.attrs);
                schemas.add(&object.ident, &mut object.attrs);
                for field in &mut object.fields {
                    complete(field);
                    // As an `allOf` may bring about.
                    if fields.iter().any(|(of, name, _)| (of, Some(name)) == (&object.ident, field.ident.as_ref())) {
                        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                        let place = format!("#/components/schemas/{}", object.ident);
                        return Err(Fault::new(place, format!("two properties would be the field `{name}` in Rust")));
                    }
                    if let Some(ident) = &field.ident {
                        fields.push((object.ident.clone(), ident.clone(), doc_of(&field.attrs)));
                    }
                }
            }
            Item::Enum(choice) => {
                ensure_doc(&mut choice.attrs);
                schemas.add(&choice.ident, &mut choice.attrs);
                for variant in &mut choice.variants {
                    ensure_doc(&mut variant.attrs);
                    variant.fields.iter_mut().for_each(complete);
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let name = name_of(&block.self_ty);
                for method in methods(block) {
                    if method.sig.ident == "builder" {
                        let doc = format!("A builder with no field set, which `{name}::try_from` ends.");
                        set_doc(&mut method.attrs, &doc);
                    }
                    ensure_doc(&mut method.attrs);
                }
            }
            Item::Impl(block) => texts.extend(from_text(block)),
            Item::Mod(inner) if inner.ident == "builder" => type_builders(inner, &fields),
            _ => {}
        }
    }
    items.extend(texts);
    for open in enums {
        let tokens = open.tokens()?;
        let file: File = syn::parse2(tokens).map_err(|error| Fault::new("#", error.to_string()))?;
        items.extend(file.items);
        schemas.add_open_enum(open)?;
    }
    items.extend(schemas.items());
    Ok(objects)
}

/// A field has documentation, and reads null as no list.
fn complete(field: &mut syn::Field) {
    if field.ident.is_some() {
        ensure_doc(&mut field.attrs);
        if name_of(&field.ty) == "Vec" {
            field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::response::null_as_default")]));
            let ty = &field.ty;
            let with = quote!(::std::option::Option<#ty>).to_string();
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(with = #with))]));
        }
    }
}

/// What converts from `&str` shall from `&String`, which is what a caller often has.
fn from_text(block: &ItemImpl) -> Option<Item> {
    let (path, _) = block.trait_.as_ref()?;
    let Type::Reference(text) = first_argument_of(path)? else { return None };
    (path.segments.last()?.ident == "TryFrom" && name_of(&text.elem) == "str").then_some(())?;
    let error = block.items.iter().find_map(|item| match item {
        ImplItem::Type(error) => Some(&error.ty),
        _ => None,
    })?;
    let name = &block.self_ty;
    Some(parse_quote! {
        impl ::std::convert::TryFrom<&::std::string::String> for #name {
            type Error = #error;

            fn try_from(value: &::std::string::String) -> ::std::result::Result<Self, Self::Error> {
                value.parse()
            }
        }
    })
}

/// The builders of the object types: documented as the fields they set.
fn type_builders(module: &mut ItemMod, fields: &[(syn::Ident, syn::Ident, String)]) {
    set_doc(&mut module.attrs, "Builders of the object types.");
    let Some((_, items)) = &mut module.content else { return };
    for item in items {
        match item {
            Item::Struct(object) => {
                let doc = format!("Builder for [`{0}`](super::{0}).", object.ident);
                set_doc(&mut object.attrs, &doc);
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let name = name_of(&block.self_ty);
                for method in methods(block) {
                    let field = fields.iter().find(|(owner, field, _)| *owner == name && *field == method.sig.ident);
                    if let Some((_, _, doc)) = field {
                        set_doc(&mut method.attrs, doc);
                    }
                }
            }
            _ => {}
        }
    }
}
