//! What is done to progenitor's code after it is generated.
//!
//! The one seam to the hand-written layer is made here: a generated method builds a request and
//! hands it to the hook (`attempt`), and `crate::response` reads what came back.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{
    Expr, File, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, PathArguments, ReturnType, Stmt, Type,
    TypeParamBound, WherePredicate, parse_quote,
};

use super::{
    Fault,
    document::{Bound, Operation, Parameter, same_name},
    enums::OpenEnum,
};

/// Rewrites the whole file.
pub fn rewrite(file: &mut File, operations: &[Operation], enums: &[OpenEnum]) -> Result<(), Fault> {
    file.items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    for item in &mut file.items {
        match item {
            Item::Impl(block) if block.trait_.is_none() && name_of(&block.self_ty) == "Client" => client(block),
            Item::Mod(module) if module.ident == "types" => types(module, enums)?,
            Item::Mod(module) if module.ident == "builder" => builders(module, operations)?,
            _ => {}
        }
    }
    Ok(())
}

/// The client: made by `Client::builder()` alone, its methods documented without an argument list,
/// since each argument has a documented setter.
fn client(block: &mut ItemImpl) {
    block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
    for method in methods(block) {
        if method.sig.ident == "new_with_client" {
            method.vis = parse_quote!(pub(crate));
            continue;
        }
        let doc = doc_of(&method.attrs);
        let doc = doc.split("Arguments:").next().unwrap_or_default();
        let doc = doc.split("```").next().unwrap_or_default().trim_end();
        let doc = format!("{doc}\n\nSet the parameters on the builder that this gives, then call its `send`.");
        set_doc(&mut method.attrs, &doc);
    }
}

fn types(module: &mut ItemMod, enums: &[OpenEnum]) -> Result<(), Fault> {
    let Some((_, items)) = &mut module.content else { return Ok(()) };
    let mut fields = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(object) => {
                if matches!(object.fields, syn::Fields::Named(_)) {
                    // The service may add a field at any time.
                    object.attrs.push(parse_quote!(#[non_exhaustive]));
                }
                for field in &mut object.fields {
                    if has_default(&field.attrs) && name_of(&field.ty) == "Vec" {
                        field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::response::null_as_default")]));
                    }
                    if let Some(ident) = &field.ident {
                        fields.push((object.ident.clone(), ident.clone(), doc_of(&field.attrs)));
                    }
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let name = name_of(&block.self_ty);
                for method in methods(block).filter(|method| method.sig.ident == "builder") {
                    set_doc(&mut method.attrs, &format!("Starts a [`{name}`] with no field set."));
                }
            }
            Item::Mod(inner) if inner.ident == "builder" => type_builders(inner, &fields),
            _ => {}
        }
    }
    for open in enums {
        let tokens = open.tokens()?;
        let file: File = syn::parse2(tokens).map_err(|error| Fault::new("#", error.to_string()))?;
        items.extend(file.items);
    }
    Ok(())
}

/// The builders of the object types: documented as the fields they set.
fn type_builders(module: &mut ItemMod, fields: &[(syn::Ident, syn::Ident, String)]) {
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

/// The builders of the operations.
fn builders(module: &mut ItemMod, operations: &[Operation]) -> Result<(), Fault> {
    let Some((_, items)) = &mut module.content else { return Ok(()) };
    for item in items {
        let Item::Impl(block) = item else { continue };
        let name = name_of(&block.self_ty);
        let of_this = |operation: &&Operation| same_name(&operation.id, &name);
        let Some(operation) = operations.iter().find(of_this) else { continue };
        let mut public_send = None;
        for method in methods(block) {
            let ident = method.sig.ident.to_string();
            let of_setter = |parameter: &&Parameter| same_name(&parameter.name, &ident);
            if ident == "send" {
                public_send = Some(send(method, operation)?);
            } else if ident == "new" {
                set_doc(&mut method.attrs, "Starts a request with no parameter set.");
                method.vis = parse_quote!(pub(crate));
            } else if let Some(parameter) = operation.parameters.iter().find(of_setter) {
                setter(method, parameter)?;
            } else if let Some(body) = &operation.body {
                set_doc(&mut method.attrs, body);
            }
        }
        block.items.extend(public_send);
    }
    Ok(())
}

/// Rewrites a setter: documentation, the checks that progenitor leaves out, and messages that
/// name the parameter and the reason.
fn setter(method: &mut ImplItemFn, parameter: &Parameter) -> Result<(), Fault> {
    let name = method.sig.ident.clone();
    let field = name.to_string();
    let unlike = || Fault::new("#", format!("progenitor's setter `{field}` is not of the form that is known here"));
    let target = conversion_target(method).ok_or_else(unlike)?;
    let optional = method.block.stmts.first().is_some_and(maps_to_some);
    let optional = optional.then(|| quote!(.map(Some)));
    let check = match parameter.location.as_str() {
        "path" => Some(quote!(segment)),
        "header" => Some(quote!(header)),
        _ => None,
    };
    let check = check
        .map(|check| quote!(.and_then(|value| crate::argument::#check(#field, &value.to_string()).map(|()| value))));
    let range = parameter.range.as_ref().map(range_tokens).transpose()?;
    let range = range.map(|range| quote!(.and_then(|value| crate::argument::in_range(#field, value, #range))));
    let doc = &parameter.description;
    *method = parse_quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<#target, Error: ::std::fmt::Display>,
        {
            self.#name = value
                .try_into()
                .map_err(|error| format!("{}: {error}", #field))
                #range
                #check
                #optional;
            self
        }
    };
    Ok(())
}

/// Cuts the reading of the answer off the generated `send`, which becomes `attempt`, and gives the
/// `send` that replaces it.
fn send(method: &mut ImplItemFn, operation: &Operation) -> Result<ImplItem, Fault> {
    let unlike = || Fault::new(&operation.pointer, "progenitor's `send` is not of the form that is known here");
    let answer = answer_type(&method.sig.output).ok_or_else(unlike)?;
    let read = match name_of(&answer).as_str() {
        "()" => quote!(read_empty),
        "ByteStream" => {
            return Err(Fault::new(
                &operation.pointer,
                "the answer of a success must be application/json, or have no body",
            ));
        }
        _ => quote!(read),
    };
    if !matches!(method.block.stmts.pop(), Some(Stmt::Expr(Expr::Match(_), None))) {
        return Err(unlike());
    }
    let id = &operation.id;
    let info = method.block.stmts.iter_mut().find_map(operation_id).ok_or_else(unlike)?;
    *info = parse_quote!(#id);
    method.block.stmts.push(Stmt::Expr(parse_quote!(Ok(response)), None));
    method.sig.ident = format_ident!("attempt");
    method.sig.output = parse_quote!(-> Result<::reqwest::Response, Error>);
    method.vis = syn::Visibility::Inherited;
    method.attrs.clear();
    Ok(parse_quote! {
        /// Sends the request and reads its answer.
        ///
        /// # Errors
        ///
        /// A parameter that is missing or not allowed, before anything is sent; a request that
        /// could not be sent or got no answer; an answer that is an error or cannot be read.
        /// [`crate::Error::kind`] tells them apart.
        pub async fn send(self) -> Result<ResponseValue<#answer>, crate::Error> {
            crate::response::#read(#id, self.attempt().await).await
        }
    })
}

/// The `operation_id: "..."` in `let info = OperationInfo { .. }`. Progenitor writes it in snake
/// case; the service has to be told the id as it stands in the document.
fn operation_id(statement: &mut Stmt) -> Option<&mut Expr> {
    let Stmt::Local(local) = statement else { return None };
    let Expr::Struct(literal) = &mut *local.init.as_mut()?.expr else { return None };
    literal.path.is_ident("OperationInfo").then_some(())?;
    literal.fields.first_mut().map(|field| &mut field.expr)
}

/// `T` of `-> Result<ResponseValue<T>, _>`.
fn answer_type(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, result) = output else { return None };
    first_argument(&first_argument(result)?)
}

fn first_argument(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    first_argument_of(&path.path)
}

fn first_argument_of(path: &syn::Path) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// `T` of `where V: TryInto<T>`.
fn conversion_target(method: &ImplItemFn) -> Option<Type> {
    let predicate = method.sig.generics.where_clause.as_ref()?.predicates.first()?;
    let WherePredicate::Type(predicate) = predicate else { return None };
    let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
    first_argument_of(&bound.path)
}

/// Whether `self.x = value.try_into().map(Some)...` is what a setter says.
fn maps_to_some(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::Assign(assign), _) = statement else { return false };
    let mut expression = &*assign.right;
    while let Expr::MethodCall(call) = expression {
        if call.method == "map" {
            return true;
        }
        expression = &call.receiver;
    }
    false
}

fn range_tokens((lower, upper): &(Bound, Bound)) -> Result<TokenStream, Fault> {
    let bound = |bound: &Bound| -> syn::Result<TokenStream> {
        Ok(match bound {
            Bound::None => quote!(::std::ops::Bound::Unbounded),
            Bound::Included(value) => {
                let value: Expr = syn::parse_str(value)?;
                quote!(::std::ops::Bound::Included(#value))
            }
            Bound::Excluded(value) => {
                let value: Expr = syn::parse_str(value)?;
                quote!(::std::ops::Bound::Excluded(#value))
            }
        })
    };
    let both = bound(lower).and_then(|lower| Ok((lower, bound(upper)?)));
    let (lower, upper) = both.map_err(|error| Fault::new("#", format!("a bound is no number: {error}")))?;
    Ok(quote!((#lower, #upper)))
}

fn methods(block: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// The last word of a type's path; `()` for the unit.
fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        Type::Tuple(tuple) if tuple.elems.is_empty() => "()".to_owned(),
        _ => String::new(),
    }
}

fn has_default(attrs: &[syn::Attribute]) -> bool {
    let is_default = |token| matches!(token, TokenTree::Ident(ident) if ident == "default");
    attrs.iter().any(|attr| match &attr.meta {
        syn::Meta::List(list) => list.path.is_ident("serde") && list.tokens.clone().into_iter().any(is_default),
        _ => false,
    })
}

fn doc_of(attrs: &[syn::Attribute]) -> String {
    let line = |attr: &syn::Attribute| match &attr.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    attrs.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

fn set_doc(attrs: &mut Vec<syn::Attribute>, doc: &str) {
    attrs.retain(|attr| !attr.path().is_ident("doc"));
    attrs.insert(0, parse_quote!(#[doc = #doc]));
}
