//! Reading and changing the tree of generated code.

use syn::{Expr, File, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemImpl, PathArguments, Type, parse_quote};

/// Documentation of what the document does not describe.
pub const UNDESCRIBED: &str = "Not described in the document.";

/// The first type in the angle brackets of a type.
pub fn first_argument(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    first_argument_of(&path.path)
}

/// The first type in the angle brackets of a path.
pub fn first_argument_of(path: &syn::Path) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// A field of a type.
pub struct Field {
    /// The type that has it.
    pub of: String,
    /// Its name in Rust.
    pub name: Ident,
    /// Its own type.
    pub ty: Type,
}

/// The fields of all types in the module `types`.
pub fn fields(file: &File) -> Vec<Field> {
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let objects = modules.flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Struct(object) => Some(object),
        _ => None,
    });
    let fields = objects.flat_map(|object| object.fields.iter().map(|field| (object.ident.to_string(), field)));
    fields.filter_map(|(of, field)| Some(Field { of, name: field.ident.clone()?, ty: field.ty.clone() })).collect()
}

/// The methods of a block.
pub fn methods(block: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// The last word of a type's path; `()` for the unit.
pub fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        Type::Tuple(tuple) if tuple.elems.is_empty() => "()".to_owned(),
        _ => String::new(),
    }
}

/// The documentation of an item.
pub fn doc_of(attrs: &[syn::Attribute]) -> String {
    let line = |attr: &syn::Attribute| match &attr.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    attrs.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// A document that leaves a description out still builds; the lint of the document is elsewhere.
pub fn ensure_doc(attrs: &mut Vec<syn::Attribute>) {
    if doc_of(attrs).is_empty() {
        set_doc(attrs, UNDESCRIBED);
    }
}

/// Replaces the documentation of an item.
pub fn set_doc(attrs: &mut Vec<syn::Attribute>, doc: &str) {
    attrs.retain(|attr| !attr.path().is_ident("doc"));
    attrs.insert(0, parse_quote!(#[doc = #doc]));
}
