//! Operations that list by pages, as the extension `x-pagination` describes them.

use quote::format_ident;
use serde::Deserialize;
use serde_json::Value;
use syn::{Ident, Item, Type, parse_quote};

use super::{
    Fault,
    document::{Operation, Parameter, same_name},
    tree::{Field, first_argument, name_of},
};

/// What `x-pagination` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The parameter that takes the token of a page.
    token: String,
    /// The parameter that says how large a page is, and how large pages are unless told otherwise.
    size: Size,
    /// The property of the answer that is the list.
    items: String,
    /// The property of the answer that is the token of the next page.
    next: String,
    /// How the list can be cut by time.
    timeline: Option<Timeline>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    parameter: String,
    value: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timeline {
    /// The parameter that says from when on.
    begin: String,
    /// The parameter that says until when.
    end: String,
    order: Order,
    /// The property of an item that is its time.
    time: String,
    /// The property of an item that is its id.
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    parameter: String,
    ascending: String,
    descending: String,
}

impl Pagination {
    /// Reads it, of the operation at a pointer.
    pub fn read(value: &Value, pointer: &str) -> Result<Self, Fault> {
        let unfit = |error: serde_json::Error| Fault::new(format!("{pointer}/x-pagination"), error.to_string());
        Self::deserialize(value).map_err(unfit)
    }
}

/// A setter of a request builder.
pub struct Setter<'a> {
    /// Its name.
    pub name: Ident,
    /// What it sets.
    pub parameter: &'a Parameter,
    /// The type of that.
    pub target: Type,
}

/// An operation whose request builder becomes a listing.
pub struct Listing<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// How it lists.
    pub pagination: &'a Pagination,
    /// The setters of its request builder.
    pub setters: &'a [Setter<'a>],
    /// The type of its answer.
    pub page: String,
    /// All fields of all types.
    pub fields: &'a [Field],
}

impl Listing<'_> {
    /// The methods that give streams, and what these need of the operation.
    pub fn items(&self) -> Result<Vec<Item>, Fault> {
        if self.operation.body.is_some() {
            return Err(self.fault("an operation with a body cannot list by pages"));
        }
        let (request, id, grant) =
            (format_ident!("{}", self.operation.struct_name()), &self.operation.id, &self.operation.grant);
        let token = self.setter(&self.pagination.token)?;
        let (token, token_name, page) = (&token.name, &token.parameter.name, format_ident!("{}", self.page));
        let size = &self.pagination.size;
        let (size, value) = (&self.setter(&size.parameter)?.parameter.name, size.value);
        let list = self.field(&self.page, &self.pagination.items)?;
        let item = first_argument(&list.ty).map(|item| name_of(&item)).unwrap_or_default();
        if name_of(&list.ty) != "Vec" || !self.fields.iter().any(|field| field.of == item) {
            return Err(self.fault("the items are no list of objects"));
        }
        let item = format_ident!("{item}");
        let (list, next) = (&list.name, &self.field(&self.page, &self.pagination.next)?.name);
        let setters = self.setters.iter().map(|setter| &setter.name).collect::<Vec<_>>();
        let names = self.setters.iter().map(|setter| &setter.parameter.name).collect::<Vec<_>>();
        let targets = self.setters.iter().map(|setter| &setter.target);
        let listing = format_ident!("{request}Listing");
        let doc = format!("What [`{request}`] lists, for the types of streams and cursors. There is no value of it.");
        let mut items = vec![
            parse_quote! {
                #[doc = #doc]
                // Without the lifetime of a request builder, which would keep a stream out of a task.
                #[derive(Debug)]
                pub enum #listing {}
            },
            parse_quote! {
                impl #request<'_> {
                    /// The pages of the whole listing, as a stream. Nothing is sent before it is asked for one.
                    pub fn pages(self) -> crate::Pages<#listing> {
                        let query = self.query().map_err(|error| error.in_operation(#id, #grant));
                        crate::Pages::new(self.client.clone(), query)
                    }

                    /// The whole listing, as a stream. Nothing is sent before it is asked for an item.
                    pub fn items(self) -> crate::Items<#listing> {
                        self.pages().items()
                    }

                    /// The parameters that are set.
                    fn query(&self) -> Result<crate::pagination::Query, crate::Error> {
                        let mut query = crate::pagination::Query::default();
                        #(query.set(#names, &self.#setters)?;)*
                        Ok(query)
                    }
                }
            },
            parse_quote! {
                impl crate::pagination::sealed::Sealed for #listing {}
            },
            parse_quote! {
                impl crate::pagination::List for #listing {
                    type Page = super::types::#page;
                    type Item = super::types::#item;

                    const OPERATION: &'static str = #id;
                    const TOKEN: &'static str = #token_name;
                    const SIZE: (&'static str, i64) = (#size, #value);

                    async fn page(
                        client: &super::Client,
                        query: &crate::pagination::Query,
                        token: Option<&str>,
                    ) -> Result<crate::Response<Self::Page>, crate::Error> {
                        let mut request = #request::new(client);
                        #(if let Some(value) = query.get::<#targets>(#names)? {
                            request = request.#setters(value);
                        })*
                        if let Some(token) = token {
                            request = request.#token(token);
                        }
                        request.send().await
                    }

                    fn next(page: &Self::Page) -> Option<&str> {
                        page.#next.as_deref()
                    }

                    fn items(page: Self::Page) -> Vec<Self::Item> {
                        page.#list
                    }
                }
            },
        ];
        if let Some(timeline) = &self.pagination.timeline {
            items.extend(self.timeline(timeline, (&request, &listing), &item)?);
        }
        Ok(items)
    }

    /// What cutting the list by time needs.
    fn timeline(
        &self,
        timeline: &Timeline,
        (request, listing): (&Ident, &Ident),
        item: &Ident,
    ) -> Result<[Item; 2], Fault> {
        let parameter = |name: &str| Ok(&self.setter(name)?.parameter.name);
        let (begin, end) = (parameter(&timeline.begin)?, parameter(&timeline.end)?);
        let order = parameter(&timeline.order.parameter)?;
        let (ascending, descending) = (&timeline.order.ascending, &timeline.order.descending);
        let field = |name: &str| Ok(&self.field(&item.to_string(), name)?.name);
        let (time, id) = (field(&timeline.time)?, field(&timeline.id)?);
        Ok([
            parse_quote! {
                impl #request<'_> {
                    /// The whole listing by several requests at once, as a stream. Nothing is sent before it is
                    /// asked for an item. See [`Scan`](crate::Scan).
                    pub fn scan(self, concurrency: usize) -> crate::Scan<#listing> {
                        crate::Scan::new(self.pages(), concurrency)
                    }
                }
            },
            parse_quote! {
                impl crate::pagination::Timeline for #listing {
                    const BEGIN: &'static str = #begin;
                    const END: &'static str = #end;
                    const ORDER: &'static str = #order;
                    const ASCENDING: &'static str = #ascending;
                    const DESCENDING: &'static str = #descending;

                    fn time(item: &Self::Item) -> Option<i64> {
                        item.#time
                    }

                    fn id(item: &Self::Item) -> Option<&str> {
                        item.#id.as_deref()
                    }
                }
            },
        ])
    }

    fn setter(&self, name: &str) -> Result<&Setter<'_>, Fault> {
        let setter = self.setters.iter().find(|setter| setter.parameter.name == name);
        setter.ok_or_else(|| self.fault(&format!("the operation has no parameter `{name}`")))
    }

    fn field(&self, of: &str, name: &str) -> Result<&Field, Fault> {
        let field = self.fields.iter().find(|field| field.of == of && same_name(&field.name.to_string(), name));
        field.ok_or_else(|| self.fault(&format!("`{of}` has no property `{name}`")))
    }

    fn fault(&self, message: &str) -> Fault {
        Fault::new(format!("{}/x-pagination", self.operation.pointer), message)
    }
}
