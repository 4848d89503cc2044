//! What is done to progenitor's client and request builders after they are generated.
//!
//! The one seam to the hand-written layer is made here: a generated method builds a request and
//! hands it to the hook (`attempt`), and `crate::response` reads what came back.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Expr, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, ReturnType, Stmt, Type, TypeParamBound, WherePredicate,
    parse_quote,
};

use super::{
    Fault,
    document::{Bound, Document, Operation, Parameter, same_name},
    enums::OpenEnum,
    pagination::{Listing, Setter},
    tree::{
        Field, UNDESCRIBED, doc_of, ensure_doc, fields, first_argument, first_argument_of, methods, name_of, set_doc,
    },
    types::types,
};

/// Rewrites the whole file.
pub fn rewrite(file: &mut File, document: &Document, enums: &[OpenEnum]) -> Result<(), Fault> {
    let operations = document.operations()?;
    file.items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    let mut objects = Vec::new();
    let fields = fields(file);
    for item in &mut file.items {
        match item {
            Item::Struct(object) if object.ident == "Client" => {
                // Its `Debug` is hand-written.
                object.attrs.retain(|attr| !attr.path().is_ident("derive"));
                object.attrs.push(parse_quote!(#[derive(Clone)]));
                let doc = doc_of(&object.attrs);
                set_doc(&mut object.attrs, &format!("{doc}\n\nMade by [`Client::builder`]. Cheap to clone."));
            }
            Item::Impl(block) if block.trait_.is_none() && name_of(&block.self_ty) == "Client" => {
                client(block, &operations);
            }
            Item::Mod(module) if module.ident == "types" => objects = types(module, enums, document)?,
            Item::Mod(module) if module.ident == "builder" => builders(module, &operations, &objects, &fields)?,
            _ => {}
        }
    }
    Ok(())
}

/// The client: made by `Client::builder()` alone, its methods documented without an argument list,
/// since each argument has a documented setter.
fn client(block: &mut ItemImpl, operations: &[Operation]) {
    block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
    for method in methods(block) {
        if method.sig.ident == "new_with_client" {
            method.vis = parse_quote!(pub(crate));
            continue;
        }
        let doc = doc_of(&method.attrs);
        // Progenitor ends with a list of the arguments and an example that is not compiled.
        let doc = doc.rsplit_once("```ignore").map_or(&*doc, |(before, _)| before);
        let doc = doc.rsplit_once("Arguments:\n").map_or(doc, |(before, _)| before).trim_end();
        let doc = format!("{doc}\n\nSet the parameters on the builder that this gives, then call its `send`.");
        set_doc(&mut method.attrs, &doc);
        let name = method.sig.ident.to_string();
        if operations.iter().any(|operation| operation.deprecated && operation.method_name() == name) {
            method.attrs.push(parse_quote!(#[deprecated = "the service means to drop this operation"]));
        }
    }
}

/// The builders of the operations.
fn builders(module: &mut ItemMod, operations: &[Operation], objects: &[String], fields: &[Field]) -> Result<(), Fault> {
    set_doc(&mut module.attrs, "The request builders, one for each operation.");
    let Some((_, items)) = &mut module.content else { return Ok(()) };
    let (mut rewritten, mut paginated) = (Vec::new(), Vec::new());
    for item in items.iter_mut() {
        let Item::Impl(block) = item else { continue };
        let name = name_of(&block.self_ty);
        let Some(operation) = operations.iter().find(|operation| operation.struct_name() == name) else { continue };
        rewritten.push(&operation.id);
        let mut setters = Vec::new();
        let (mut public_send, mut answer) = (None, None);
        for method in methods(block) {
            let ident = method.sig.ident.to_string();
            let of_setter = |parameter: &&Parameter| same_name(&parameter.name, &ident);
            if ident == "send" {
                answer = answer_type(&method.sig.output);
                public_send = Some(send(method, operation, objects)?);
            } else if ident == "new" {
                method.vis = parse_quote!(pub(crate));
                // Messages about parameters all have the same form.
                let block = &method.block;
                let text = quote!(#block).to_string().replace(" was not initialized\"", ": not set\"");
                method.block =
                    syn::parse_str(&text).map_err(|error| Fault::new(&operation.pointer, error.to_string()))?;
            } else if let Some(parameter) = operation.parameters.iter().find(of_setter) {
                let target = setter(method, parameter)?;
                setters.push(Setter { name: method.sig.ident.clone(), parameter, target });
            } else if let Some(body) = operation.body.as_ref().filter(|body| !body.is_empty()) {
                set_doc(&mut method.attrs, body);
            }
            ensure_doc(&mut method.attrs);
        }
        block.items.extend(public_send);
        let is_set = |parameter: &Parameter| setters.iter().any(|setter| setter.parameter.name == parameter.name);
        if let Some(missed) = operation.parameters.iter().find(|parameter| !is_set(parameter)) {
            let message = format!("progenitor has no setter for `{}` that is known here", missed.name);
            return Err(Fault::new(&operation.pointer, message));
        }
        if let (Some(pagination), Some(answer)) = (&operation.pagination, &answer) {
            let listing = Listing { operation, pagination, setters: &setters, page: name_of(answer), fields };
            paginated.extend(listing.items()?);
        }
    }
    items.extend(paginated);
    match operations.iter().find(|operation| !rewritten.contains(&&operation.id)) {
        Some(missed) => Err(Fault::new(&missed.pointer, "progenitor has no request builder that is known here")),
        None => Ok(()),
    }
}

/// Rewrites a setter: documentation, the checks that progenitor leaves out, and messages that
/// name the parameter and the reason. Gives the type of what is set.
fn setter(method: &mut ImplItemFn, parameter: &Parameter) -> Result<Type, Fault> {
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
    let in_range = if parameter.kind == "array" { quote!(each_in_range) } else { quote!(in_range) };
    let range = range.map(|range| quote!(.and_then(|value| crate::argument::#in_range(#field, value, #range))));
    let doc = if parameter.description.is_empty() { UNDESCRIBED } else { &parameter.description };
    let doc = match &parameter.default {
        _ if parameter.required => format!("{doc} Required."),
        // Progenitor neither sends it nor tells of it.
        Some(default) => format!("{doc} The service takes `{default}` where it is not set."),
        None => doc.to_owned(),
    };
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
    Ok(target)
}

/// Cuts the reading of the answer off the generated `send`, which becomes `attempt`, and gives the
/// `send` that replaces it.
fn send(method: &mut ImplItemFn, operation: &Operation, objects: &[String]) -> Result<ImplItem, Fault> {
    let unlike = || Fault::new(&operation.pointer, "progenitor's `send` is not of the form that is known here");
    let answer = answer_type(&method.sig.output).ok_or_else(unlike)?;
    let read = match name_of(&answer).as_str() {
        "()" => quote!(empty),
        name if objects.iter().any(|object| object == name) => quote!(object),
        "ByteStream" => {
            return Err(Fault::new(
                &operation.pointer,
                "the answer of a success must be application/json, or have no body",
            ));
        }
        _ => quote!(json),
    };
    // `let response = result?;` and the `match` on its status.
    let (reading, response) = (method.block.stmts.pop(), method.block.stmts.pop());
    let (Some(Stmt::Expr(Expr::Match(_), None)), Some(Stmt::Local(response))) = (reading, response) else {
        return Err(unlike());
    };
    let response = response.init.ok_or_else(unlike)?.expr;
    let (id, grant) = (&operation.id, &operation.grant);
    let info = method.block.stmts.iter_mut().find_map(operation_id).ok_or_else(unlike)?;
    *info = parse_quote!(#id);
    method.block.stmts.push(Stmt::Expr(parse_quote!(Ok(#response)), None));
    method.sig.ident = format_ident!("attempt");
    method.sig.output = parse_quote!(-> Result<::reqwest::Response, Error>);
    method.vis = syn::Visibility::Inherited;
    method.attrs.clear();
    Ok(parse_quote! {
        /// Sends the request and reads its answer; again where that failed and may yet succeed, as
        /// the client's [`RetryPolicy`](crate::RetryPolicy) says.
        ///
        /// # Errors
        ///
        /// A parameter that is missing or not allowed, before anything is sent; a request that
        /// could not be sent or got no answer; an answer that is an error or cannot be read.
        /// [`crate::Error::kind`] tells them apart.
        pub async fn send(self) -> Result<crate::Response<#answer>, crate::Error> {
            crate::call::call(self.client, (#id, #grant), || self.clone().attempt(), crate::response::#read).await
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
