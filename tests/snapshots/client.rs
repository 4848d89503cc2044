#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
///The types of requests and answers.
#[allow(clippy::all)]
pub mod types {
    ///Body of an error answer. Function Compute fills `ErrorCode` and `ErrorMessage`; the gateway before it fills `Code`, `Message` and the rest.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ErrorBody {
        ///Code of the error, from the gateway.
        #[serde(rename = "Code", skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        ///Code of the error, from Function Compute.
        #[serde(
            rename = "ErrorCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub error_code: ::std::option::Option<::std::string::String>,
        ///The error in words, from Function Compute.
        #[serde(
            rename = "ErrorMessage",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub error_message: ::std::option::Option<::std::string::String>,
        ///Host that answered, from the gateway.
        #[serde(
            rename = "HostId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub host_id: ::std::option::Option<::std::string::String>,
        ///The error in words, from the gateway.
        #[serde(
            rename = "Message",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub message: ::std::option::Option<::std::string::String>,
        ///Page of the vendor's that says more, from the gateway.
        #[serde(
            rename = "Recommend",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub recommend: ::std::option::Option<::std::string::String>,
        ///Id of the request, from the gateway. Function Compute sends it in the header X-Fc-Request-Id instead.
        #[serde(
            rename = "RequestId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub request_id: ::std::option::Option<::std::string::String>,
    }
    impl ErrorBody {
        ///A builder with no field set, which `ErrorBody::try_from` ends.
        pub fn builder() -> builder::ErrorBody {
            Default::default()
        }
    }
    ///Name of a function: 1 to 64 letters, digits, `_` and `-`, the first a letter or `_`.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    pub struct FunctionName(::std::string::String);
    impl ::std::ops::Deref for FunctionName {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<FunctionName> for ::std::string::String {
        fn from(value: FunctionName) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for FunctionName {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
            { ::regress::Regex::new("^[A-Za-z_][A-Za-z0-9_-]{0,63}$").unwrap() });
            if PATTERN.find(value).is_none() {
                return Err(
                    "doesn't match pattern \"^[A-Za-z_][A-Za-z0-9_-]{0,63}$\"".into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for FunctionName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for FunctionName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for FunctionName {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///One asynchronous task (the vendor's StatefulAsyncInvocation). The service may leave out any field.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Invocation {
        ///How many times the task was retried so far.
        #[serde(
            rename = "alreadyRetriedTimes",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub already_retried_times: ::std::option::Option<i64>,
        ///What became of the delivery to the task's destination. The vendor publishes no list of values.
        #[serde(
            rename = "destinationStatus",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub destination_status: ::std::option::Option<::std::string::String>,
        ///How long the task ran, in milliseconds.
        #[serde(
            rename = "durationMs",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub duration_ms: ::std::option::Option<i64>,
        ///When the task ended, in milliseconds since the Unix epoch (UTC); 0 while it runs.
        #[serde(
            rename = "endTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub end_time: ::std::option::Option<i64>,
        ///What happened to the task, step by step.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[serde(deserialize_with = "crate::response::null_as_default")]
        #[cfg_attr(
            feature = "schemars",
            schemars(
                with = ":: std :: option :: Option < :: std :: vec :: Vec < InvocationEvent > >"
            )
        )]
        pub events: ::std::vec::Vec<InvocationEvent>,
        ///Function that the task runs.
        #[serde(
            rename = "functionName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub function_name: ::std::option::Option<::std::string::String>,
        ///Id of the instance that ran the task.
        #[serde(
            rename = "instanceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub instance_id: ::std::option::Option<::std::string::String>,
        ///Why the task failed.
        #[serde(
            rename = "invocationErrorMessage",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub invocation_error_message: ::std::option::Option<::std::string::String>,
        ///Id of the task: the submitter's own, or one that the service made.
        #[serde(
            rename = "invocationId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub invocation_id: ::std::option::Option<::std::string::String>,
        ///Input that the task was submitted with. Only when the request sets `includePayload`.
        #[serde(
            rename = "invocationPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub invocation_payload: ::std::option::Option<::std::string::String>,
        ///Version or alias of the service that the task was submitted to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub qualifier: ::std::option::Option<::std::string::String>,
        ///Id of the request that submitted the task.
        #[serde(
            rename = "requestId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub request_id: ::std::option::Option<::std::string::String>,
        ///What the function gave back, up to 1 MB.
        #[serde(
            rename = "returnPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub return_payload: ::std::option::Option<::std::string::String>,
        ///Service that the function belongs to.
        #[serde(
            rename = "serviceName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub service_name: ::std::option::Option<::std::string::String>,
        ///When the task started, in milliseconds since the Unix epoch (UTC).
        #[serde(
            rename = "startedTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub started_time: ::std::option::Option<i64>,
        ///State of the task.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::generated::types::InvocationStatus>,
    }
    impl Invocation {
        ///A builder with no field set, which `Invocation::try_from` ends.
        pub fn builder() -> builder::Invocation {
            Default::default()
        }
    }
    ///One step in the life of a task.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct InvocationEvent {
        ///More about it: text that usually holds a JSON object.
        #[serde(
            rename = "eventDetail",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub event_detail: ::std::option::Option<::std::string::String>,
        ///Number of the event within its task.
        #[serde(
            rename = "eventId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub event_id: ::std::option::Option<i64>,
        ///State that the task entered.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::generated::types::InvocationStatus>,
        ///When that was, in milliseconds since the Unix epoch (UTC).
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timestamp: ::std::option::Option<i64>,
    }
    impl InvocationEvent {
        ///A builder with no field set, which `InvocationEvent::try_from` ends.
        pub fn builder() -> builder::InvocationEvent {
            Default::default()
        }
    }
    ///One page of a listing.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct InvocationPage {
        ///The tasks of this page, in the order asked for. May be empty although more pages follow.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[serde(deserialize_with = "crate::response::null_as_default")]
        #[cfg_attr(
            feature = "schemars",
            schemars(
                with = ":: std :: option :: Option < :: std :: vec :: Vec < Invocation > >"
            )
        )]
        pub invocations: ::std::vec::Vec<Invocation>,
        ///Where the next page starts. Absent, null or empty after the last one.
        #[serde(
            rename = "nextToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub next_token: ::std::option::Option<::std::string::String>,
    }
    impl InvocationPage {
        ///A builder with no field set, which `InvocationPage::try_from` ends.
        pub fn builder() -> builder::InvocationPage {
            Default::default()
        }
    }
    ///Name of a service: 1 to 128 letters, digits, `_` and `-`, the first a letter or `_`.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    pub struct ServiceName(::std::string::String);
    impl ::std::ops::Deref for ServiceName {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ServiceName> for ::std::string::String {
        fn from(value: ServiceName) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ServiceName {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
            { ::regress::Regex::new("^[A-Za-z_][A-Za-z0-9_-]{0,127}$").unwrap() });
            if PATTERN.find(value).is_none() {
                return Err(
                    "doesn't match pattern \"^[A-Za-z_][A-Za-z0-9_-]{0,127}$\"".into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ServiceName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ServiceName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ServiceName {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///Builders of the object types.
    pub mod builder {
        ///Builder for [`ErrorBody`](super::ErrorBody).
        #[derive(Clone, Debug)]
        pub struct ErrorBody {
            code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            error_code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            error_message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            host_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            recommend: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            request_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ErrorBody {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    error_code: Ok(Default::default()),
                    error_message: Ok(Default::default()),
                    host_id: Ok(Default::default()),
                    message: Ok(Default::default()),
                    recommend: Ok(Default::default()),
                    request_id: Ok(Default::default()),
                }
            }
        }
        impl ErrorBody {
            ///Code of the error, from the gateway.
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            ///Code of the error, from Function Compute.
            pub fn error_code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error_code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_code: {e}")
                    });
                self
            }
            ///The error in words, from Function Compute.
            pub fn error_message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error_message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_message: {e}")
                    });
                self
            }
            ///Host that answered, from the gateway.
            pub fn host_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.host_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for host_id: {e}")
                    });
                self
            }
            ///The error in words, from the gateway.
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            ///Page of the vendor's that says more, from the gateway.
            pub fn recommend<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.recommend = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for recommend: {e}")
                    });
                self
            }
            ///Id of the request, from the gateway. Function Compute sends it in the header X-Fc-Request-Id instead.
            pub fn request_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.request_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for request_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorBody> for super::ErrorBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    error_code: value.error_code?,
                    error_message: value.error_message?,
                    host_id: value.host_id?,
                    message: value.message?,
                    recommend: value.recommend?,
                    request_id: value.request_id?,
                })
            }
        }
        impl ::std::convert::From<super::ErrorBody> for ErrorBody {
            fn from(value: super::ErrorBody) -> Self {
                Self {
                    code: Ok(value.code),
                    error_code: Ok(value.error_code),
                    error_message: Ok(value.error_message),
                    host_id: Ok(value.host_id),
                    message: Ok(value.message),
                    recommend: Ok(value.recommend),
                    request_id: Ok(value.request_id),
                }
            }
        }
        ///Builder for [`Invocation`](super::Invocation).
        #[derive(Clone, Debug)]
        pub struct Invocation {
            already_retried_times: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            destination_status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            duration_ms: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            end_time: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            events: ::std::result::Result<
                ::std::vec::Vec<super::InvocationEvent>,
                ::std::string::String,
            >,
            function_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            instance_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            invocation_error_message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            invocation_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            invocation_payload: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            qualifier: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            request_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            return_payload: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            service_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            started_time: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::generated::types::InvocationStatus>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Invocation {
            fn default() -> Self {
                Self {
                    already_retried_times: Ok(Default::default()),
                    destination_status: Ok(Default::default()),
                    duration_ms: Ok(Default::default()),
                    end_time: Ok(Default::default()),
                    events: Ok(Default::default()),
                    function_name: Ok(Default::default()),
                    instance_id: Ok(Default::default()),
                    invocation_error_message: Ok(Default::default()),
                    invocation_id: Ok(Default::default()),
                    invocation_payload: Ok(Default::default()),
                    qualifier: Ok(Default::default()),
                    request_id: Ok(Default::default()),
                    return_payload: Ok(Default::default()),
                    service_name: Ok(Default::default()),
                    started_time: Ok(Default::default()),
                    status: Ok(Default::default()),
                }
            }
        }
        impl Invocation {
            ///How many times the task was retried so far.
            pub fn already_retried_times<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.already_retried_times = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for already_retried_times: {e}"
                        )
                    });
                self
            }
            ///What became of the delivery to the task's destination. The vendor publishes no list of values.
            pub fn destination_status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.destination_status = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for destination_status: {e}"
                        )
                    });
                self
            }
            ///How long the task ran, in milliseconds.
            pub fn duration_ms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.duration_ms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for duration_ms: {e}")
                    });
                self
            }
            ///When the task ended, in milliseconds since the Unix epoch (UTC); 0 while it runs.
            pub fn end_time<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.end_time = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for end_time: {e}")
                    });
                self
            }
            ///What happened to the task, step by step.
            pub fn events<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::InvocationEvent>>,
                T::Error: ::std::fmt::Display,
            {
                self.events = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for events: {e}")
                    });
                self
            }
            ///Function that the task runs.
            pub fn function_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.function_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for function_name: {e}")
                    });
                self
            }
            ///Id of the instance that ran the task.
            pub fn instance_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.instance_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for instance_id: {e}")
                    });
                self
            }
            ///Why the task failed.
            pub fn invocation_error_message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.invocation_error_message = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for invocation_error_message: {e}"
                        )
                    });
                self
            }
            ///Id of the task: the submitter's own, or one that the service made.
            pub fn invocation_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.invocation_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for invocation_id: {e}")
                    });
                self
            }
            ///Input that the task was submitted with. Only when the request sets `includePayload`.
            pub fn invocation_payload<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.invocation_payload = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for invocation_payload: {e}"
                        )
                    });
                self
            }
            ///Version or alias of the service that the task was submitted to.
            pub fn qualifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.qualifier = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for qualifier: {e}")
                    });
                self
            }
            ///Id of the request that submitted the task.
            pub fn request_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.request_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for request_id: {e}")
                    });
                self
            }
            ///What the function gave back, up to 1 MB.
            pub fn return_payload<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.return_payload = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for return_payload: {e}"
                        )
                    });
                self
            }
            ///Service that the function belongs to.
            pub fn service_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.service_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for service_name: {e}")
                    });
                self
            }
            ///When the task started, in milliseconds since the Unix epoch (UTC).
            pub fn started_time<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.started_time = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for started_time: {e}")
                    });
                self
            }
            ///State of the task.
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::types::InvocationStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Invocation> for super::Invocation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Invocation,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    already_retried_times: value.already_retried_times?,
                    destination_status: value.destination_status?,
                    duration_ms: value.duration_ms?,
                    end_time: value.end_time?,
                    events: value.events?,
                    function_name: value.function_name?,
                    instance_id: value.instance_id?,
                    invocation_error_message: value.invocation_error_message?,
                    invocation_id: value.invocation_id?,
                    invocation_payload: value.invocation_payload?,
                    qualifier: value.qualifier?,
                    request_id: value.request_id?,
                    return_payload: value.return_payload?,
                    service_name: value.service_name?,
                    started_time: value.started_time?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::Invocation> for Invocation {
            fn from(value: super::Invocation) -> Self {
                Self {
                    already_retried_times: Ok(value.already_retried_times),
                    destination_status: Ok(value.destination_status),
                    duration_ms: Ok(value.duration_ms),
                    end_time: Ok(value.end_time),
                    events: Ok(value.events),
                    function_name: Ok(value.function_name),
                    instance_id: Ok(value.instance_id),
                    invocation_error_message: Ok(value.invocation_error_message),
                    invocation_id: Ok(value.invocation_id),
                    invocation_payload: Ok(value.invocation_payload),
                    qualifier: Ok(value.qualifier),
                    request_id: Ok(value.request_id),
                    return_payload: Ok(value.return_payload),
                    service_name: Ok(value.service_name),
                    started_time: Ok(value.started_time),
                    status: Ok(value.status),
                }
            }
        }
        ///Builder for [`InvocationEvent`](super::InvocationEvent).
        #[derive(Clone, Debug)]
        pub struct InvocationEvent {
            event_detail: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            event_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::generated::types::InvocationStatus>,
                ::std::string::String,
            >,
            timestamp: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for InvocationEvent {
            fn default() -> Self {
                Self {
                    event_detail: Ok(Default::default()),
                    event_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    timestamp: Ok(Default::default()),
                }
            }
        }
        impl InvocationEvent {
            ///More about it: text that usually holds a JSON object.
            pub fn event_detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.event_detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event_detail: {e}")
                    });
                self
            }
            ///Number of the event within its task.
            pub fn event_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.event_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event_id: {e}")
                    });
                self
            }
            ///State that the task entered.
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::types::InvocationStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            ///When that was, in milliseconds since the Unix epoch (UTC).
            pub fn timestamp<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.timestamp = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timestamp: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<InvocationEvent> for super::InvocationEvent {
            type Error = super::error::ConversionError;
            fn try_from(
                value: InvocationEvent,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    event_detail: value.event_detail?,
                    event_id: value.event_id?,
                    status: value.status?,
                    timestamp: value.timestamp?,
                })
            }
        }
        impl ::std::convert::From<super::InvocationEvent> for InvocationEvent {
            fn from(value: super::InvocationEvent) -> Self {
                Self {
                    event_detail: Ok(value.event_detail),
                    event_id: Ok(value.event_id),
                    status: Ok(value.status),
                    timestamp: Ok(value.timestamp),
                }
            }
        }
        ///Builder for [`InvocationPage`](super::InvocationPage).
        #[derive(Clone, Debug)]
        pub struct InvocationPage {
            invocations: ::std::result::Result<
                ::std::vec::Vec<super::Invocation>,
                ::std::string::String,
            >,
            next_token: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for InvocationPage {
            fn default() -> Self {
                Self {
                    invocations: Ok(Default::default()),
                    next_token: Ok(Default::default()),
                }
            }
        }
        impl InvocationPage {
            ///The tasks of this page, in the order asked for. May be empty although more pages follow.
            pub fn invocations<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Invocation>>,
                T::Error: ::std::fmt::Display,
            {
                self.invocations = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for invocations: {e}")
                    });
                self
            }
            ///Where the next page starts. Absent, null or empty after the last one.
            pub fn next_token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next_token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next_token: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<InvocationPage> for super::InvocationPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: InvocationPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    invocations: value.invocations?,
                    next_token: value.next_token?,
                })
            }
        }
        impl ::std::convert::From<super::InvocationPage> for InvocationPage {
            fn from(value: super::InvocationPage) -> Self {
                Self {
                    invocations: Ok(value.invocations),
                    next_token: Ok(value.next_token),
                }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    impl ::std::convert::TryFrom<&::std::string::String> for FunctionName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &::std::string::String,
        ) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<&::std::string::String> for ServiceName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &::std::string::String,
        ) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    ///State of an asynchronous task. Final ones: Succeeded, Failed, Stopped, Expired, Invalid.
    ///
    /// The set is open: a value that this version does not know reads as `Unknown`, prints
    /// as it came, and can be sent.
    /// Two values are equal when they are the same text.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum InvocationStatus {
        ///Waits in the queue.
        Enqueued,
        ///Runs now.
        Running,
        ///Ended well. Final.
        Succeeded,
        ///Ended with an error, retries included. Final.
        Failed,
        ///Ended because somebody stopped it. Final.
        Stopped,
        ///Is being stopped.
        Stopping,
        ///Was dropped unrun: it waited longer than the age limit set for the function's messages. Final.
        Expired,
        ///Was never run, for example because the function is gone. Final.
        Invalid,
        ///Failed, and waits for its next try.
        Retrying,
        /// A value that this version has no name for. Made by the conversions from text,
        /// which give a known value its own variant.
        Unknown(::std::string::String),
    }
    impl InvocationStatus {
        /// The value as it goes over the wire.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                Self::Enqueued => "Enqueued",
                Self::Running => "Running",
                Self::Succeeded => "Succeeded",
                Self::Failed => "Failed",
                Self::Stopped => "Stopped",
                Self::Stopping => "Stopping",
                Self::Expired => "Expired",
                Self::Invalid => "Invalid",
                Self::Retrying => "Retrying",
                Self::Unknown(value) => value,
            }
        }
    }
    impl ::std::convert::From<&str> for InvocationStatus {
        fn from(value: &str) -> Self {
            match value {
                "Enqueued" => Self::Enqueued,
                "Running" => Self::Running,
                "Succeeded" => Self::Succeeded,
                "Failed" => Self::Failed,
                "Stopped" => Self::Stopped,
                "Stopping" => Self::Stopping,
                "Expired" => Self::Expired,
                "Invalid" => Self::Invalid,
                "Retrying" => Self::Retrying,
                _ => Self::Unknown(value.to_owned()),
            }
        }
    }
    impl ::std::convert::From<&::std::string::String> for InvocationStatus {
        fn from(value: &::std::string::String) -> Self {
            Self::from(value.as_str())
        }
    }
    impl ::std::convert::From<::std::string::String> for InvocationStatus {
        fn from(value: ::std::string::String) -> Self {
            match value.as_str() {
                "Enqueued" => Self::Enqueued,
                "Running" => Self::Running,
                "Succeeded" => Self::Succeeded,
                "Failed" => Self::Failed,
                "Stopped" => Self::Stopped,
                "Stopping" => Self::Stopping,
                "Expired" => Self::Expired,
                "Invalid" => Self::Invalid,
                "Retrying" => Self::Retrying,
                _ => Self::Unknown(value),
            }
        }
    }
    impl ::std::convert::From<InvocationStatus> for ::std::string::String {
        fn from(value: InvocationStatus) -> Self {
            match value {
                InvocationStatus::Unknown(value) => value,
                known => known.as_str().to_owned(),
            }
        }
    }
    impl ::std::fmt::Display for InvocationStatus {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::serde::Serialize for InvocationStatus {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl ::std::convert::AsRef<str> for InvocationStatus {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl ::std::cmp::PartialEq for InvocationStatus {
        fn eq(&self, other: &Self) -> bool {
            self.as_str() == other.as_str()
        }
    }
    impl ::std::cmp::Eq for InvocationStatus {}
    impl ::std::cmp::PartialOrd for InvocationStatus {
        fn partial_cmp(
            &self,
            other: &Self,
        ) -> ::std::option::Option<::std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl ::std::cmp::Ord for InvocationStatus {
        fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
            self.as_str().cmp(other.as_str())
        }
    }
    impl ::std::hash::Hash for InvocationStatus {
        fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
            self.as_str().hash(state);
        }
    }
    impl ::std::str::FromStr for InvocationStatus {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self::from(value))
        }
    }
    impl<'de> ::serde::Deserialize<'de> for InvocationStatus {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            struct Text;
            impl ::serde::de::Visitor<'_> for Text {
                type Value = InvocationStatus;
                fn expecting(
                    &self,
                    f: &mut ::std::fmt::Formatter<'_>,
                ) -> ::std::fmt::Result {
                    f.write_str("text for InvocationStatus")
                }
                fn visit_str<E>(
                    self,
                    value: &str,
                ) -> ::std::result::Result<Self::Value, E> {
                    Ok(InvocationStatus::from(value))
                }
            }
            deserializer.deserialize_str(Text)
        }
    }
    ///How a function is invoked.
    ///
    /// The set is open: a value that this version does not know reads as `Unknown`, prints
    /// as it came, and can be sent.
    /// Two values are equal when they are the same text.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum InvocationType {
        ///The caller waits for the result.
        Sync,
        ///The call is queued and the caller goes on.
        Async,
        /// A value that this version has no name for. Made by the conversions from text,
        /// which give a known value its own variant.
        Unknown(::std::string::String),
    }
    impl InvocationType {
        /// The value as it goes over the wire.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                Self::Sync => "Sync",
                Self::Async => "Async",
                Self::Unknown(value) => value,
            }
        }
    }
    impl ::std::convert::From<&str> for InvocationType {
        fn from(value: &str) -> Self {
            match value {
                "Sync" => Self::Sync,
                "Async" => Self::Async,
                _ => Self::Unknown(value.to_owned()),
            }
        }
    }
    impl ::std::convert::From<&::std::string::String> for InvocationType {
        fn from(value: &::std::string::String) -> Self {
            Self::from(value.as_str())
        }
    }
    impl ::std::convert::From<::std::string::String> for InvocationType {
        fn from(value: ::std::string::String) -> Self {
            match value.as_str() {
                "Sync" => Self::Sync,
                "Async" => Self::Async,
                _ => Self::Unknown(value),
            }
        }
    }
    impl ::std::convert::From<InvocationType> for ::std::string::String {
        fn from(value: InvocationType) -> Self {
            match value {
                InvocationType::Unknown(value) => value,
                known => known.as_str().to_owned(),
            }
        }
    }
    impl ::std::fmt::Display for InvocationType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::serde::Serialize for InvocationType {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl ::std::convert::AsRef<str> for InvocationType {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl ::std::cmp::PartialEq for InvocationType {
        fn eq(&self, other: &Self) -> bool {
            self.as_str() == other.as_str()
        }
    }
    impl ::std::cmp::Eq for InvocationType {}
    impl ::std::cmp::PartialOrd for InvocationType {
        fn partial_cmp(
            &self,
            other: &Self,
        ) -> ::std::option::Option<::std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl ::std::cmp::Ord for InvocationType {
        fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
            self.as_str().cmp(other.as_str())
        }
    }
    impl ::std::hash::Hash for InvocationType {
        fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
            self.as_str().hash(state);
        }
    }
    impl ::std::str::FromStr for InvocationType {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self::from(value))
        }
    }
    impl<'de> ::serde::Deserialize<'de> for InvocationType {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            struct Text;
            impl ::serde::de::Visitor<'_> for Text {
                type Value = InvocationType;
                fn expecting(
                    &self,
                    f: &mut ::std::fmt::Formatter<'_>,
                ) -> ::std::fmt::Result {
                    f.write_str("text for InvocationType")
                }
                fn visit_str<E>(
                    self,
                    value: &str,
                ) -> ::std::result::Result<Self::Value, E> {
                    Ok(InvocationType::from(value))
                }
            }
            deserializer.deserialize_str(Text)
        }
    }
    ///Which logs an invocation gives back.
    ///
    /// The set is open: a value that this version does not know reads as `Unknown`, prints
    /// as it came, and can be sent.
    /// Two values are equal when they are the same text.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum LogType {
        ///The last 4 KB of the logs of this request.
        Tail,
        ///No logs; what the service takes when nothing is said.
        None,
        /// A value that this version has no name for. Made by the conversions from text,
        /// which give a known value its own variant.
        Unknown(::std::string::String),
    }
    impl LogType {
        /// The value as it goes over the wire.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                Self::Tail => "Tail",
                Self::None => "None",
                Self::Unknown(value) => value,
            }
        }
    }
    impl ::std::convert::From<&str> for LogType {
        fn from(value: &str) -> Self {
            match value {
                "Tail" => Self::Tail,
                "None" => Self::None,
                _ => Self::Unknown(value.to_owned()),
            }
        }
    }
    impl ::std::convert::From<&::std::string::String> for LogType {
        fn from(value: &::std::string::String) -> Self {
            Self::from(value.as_str())
        }
    }
    impl ::std::convert::From<::std::string::String> for LogType {
        fn from(value: ::std::string::String) -> Self {
            match value.as_str() {
                "Tail" => Self::Tail,
                "None" => Self::None,
                _ => Self::Unknown(value),
            }
        }
    }
    impl ::std::convert::From<LogType> for ::std::string::String {
        fn from(value: LogType) -> Self {
            match value {
                LogType::Unknown(value) => value,
                known => known.as_str().to_owned(),
            }
        }
    }
    impl ::std::fmt::Display for LogType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::serde::Serialize for LogType {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl ::std::convert::AsRef<str> for LogType {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl ::std::cmp::PartialEq for LogType {
        fn eq(&self, other: &Self) -> bool {
            self.as_str() == other.as_str()
        }
    }
    impl ::std::cmp::Eq for LogType {}
    impl ::std::cmp::PartialOrd for LogType {
        fn partial_cmp(
            &self,
            other: &Self,
        ) -> ::std::option::Option<::std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl ::std::cmp::Ord for LogType {
        fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
            self.as_str().cmp(other.as_str())
        }
    }
    impl ::std::hash::Hash for LogType {
        fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
            self.as_str().hash(state);
        }
    }
    impl ::std::str::FromStr for LogType {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self::from(value))
        }
    }
    impl<'de> ::serde::Deserialize<'de> for LogType {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            struct Text;
            impl ::serde::de::Visitor<'_> for Text {
                type Value = LogType;
                fn expecting(
                    &self,
                    f: &mut ::std::fmt::Formatter<'_>,
                ) -> ::std::fmt::Result {
                    f.write_str("text for LogType")
                }
                fn visit_str<E>(
                    self,
                    value: &str,
                ) -> ::std::result::Result<Self::Value, E> {
                    Ok(LogType::from(value))
                }
            }
            deserializer.deserialize_str(Text)
        }
    }
    ///Order by start time.
    ///
    /// The set is open: a value that this version does not know reads as `Unknown`, prints
    /// as it came, and can be sent.
    /// Two values are equal when they are the same text.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum SortOrder {
        ///Oldest first.
        Asc,
        ///Newest first.
        Desc,
        /// A value that this version has no name for. Made by the conversions from text,
        /// which give a known value its own variant.
        Unknown(::std::string::String),
    }
    impl SortOrder {
        /// The value as it goes over the wire.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                Self::Asc => "asc",
                Self::Desc => "desc",
                Self::Unknown(value) => value,
            }
        }
    }
    impl ::std::convert::From<&str> for SortOrder {
        fn from(value: &str) -> Self {
            match value {
                "asc" => Self::Asc,
                "desc" => Self::Desc,
                _ => Self::Unknown(value.to_owned()),
            }
        }
    }
    impl ::std::convert::From<&::std::string::String> for SortOrder {
        fn from(value: &::std::string::String) -> Self {
            Self::from(value.as_str())
        }
    }
    impl ::std::convert::From<::std::string::String> for SortOrder {
        fn from(value: ::std::string::String) -> Self {
            match value.as_str() {
                "asc" => Self::Asc,
                "desc" => Self::Desc,
                _ => Self::Unknown(value),
            }
        }
    }
    impl ::std::convert::From<SortOrder> for ::std::string::String {
        fn from(value: SortOrder) -> Self {
            match value {
                SortOrder::Unknown(value) => value,
                known => known.as_str().to_owned(),
            }
        }
    }
    impl ::std::fmt::Display for SortOrder {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::serde::Serialize for SortOrder {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl ::std::convert::AsRef<str> for SortOrder {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl ::std::cmp::PartialEq for SortOrder {
        fn eq(&self, other: &Self) -> bool {
            self.as_str() == other.as_str()
        }
    }
    impl ::std::cmp::Eq for SortOrder {}
    impl ::std::cmp::PartialOrd for SortOrder {
        fn partial_cmp(
            &self,
            other: &Self,
        ) -> ::std::option::Option<::std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl ::std::cmp::Ord for SortOrder {
        fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
            self.as_str().cmp(other.as_str())
        }
    }
    impl ::std::hash::Hash for SortOrder {
        fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
            self.as_str().hash(state);
        }
    }
    impl ::std::str::FromStr for SortOrder {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self::from(value))
        }
    }
    impl<'de> ::serde::Deserialize<'de> for SortOrder {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            struct Text;
            impl ::serde::de::Visitor<'_> for Text {
                type Value = SortOrder;
                fn expecting(
                    &self,
                    f: &mut ::std::fmt::Formatter<'_>,
                ) -> ::std::fmt::Result {
                    f.write_str("text for SortOrder")
                }
                fn visit_str<E>(
                    self,
                    value: &str,
                ) -> ::std::result::Result<Self::Value, E> {
                    Ok(SortOrder::from(value))
                }
            }
            deserializer.deserialize_str(Text)
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for FunctionName {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "FunctionName".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" :
                "Name of a function: 1 to 64 letters, digits, `_` and `-`, the first a letter or `_`.",
                "type" : "string", "pattern" : "^[A-Za-z_][A-Za-z0-9_-]{0,63}$" }
            )
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for ServiceName {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "ServiceName".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" :
                "Name of a service: 1 to 128 letters, digits, `_` and `-`, the first a letter or `_`.",
                "type" : "string", "pattern" : "^[A-Za-z_][A-Za-z0-9_-]{0,127}$" }
            )
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for InvocationStatus {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "InvocationStatus".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" :
                "State of an asynchronous task. Final ones: Succeeded, Failed, Stopped, Expired, Invalid.",
                "type" : "string", "anyOf" : [{ "enum" : ["Enqueued", "Running",
                "Succeeded", "Failed", "Stopped", "Stopping", "Expired", "Invalid",
                "Retrying"] }, {}], }
            )
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for InvocationType {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "InvocationType".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" : "How a function is invoked.", "type" : "string",
                "anyOf" : [{ "enum" : ["Sync", "Async"] }, {}], }
            )
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for LogType {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "LogType".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" : "Which logs an invocation gives back.", "type" :
                "string", "anyOf" : [{ "enum" : ["Tail", "None"] }, {}], }
            )
        }
    }
    #[cfg(feature = "schemars")]
    impl ::schemars::JsonSchema for SortOrder {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            "SortOrder".into()
        }
        fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
            ::schemars::json_schema!(
                { "description" : "Order by start time.", "type" : "string", "anyOf" : [{
                "enum" : ["asc", "desc"] }, {}], }
            )
        }
    }
    /// The JSON Schemas of all types of the document, by name, as the Rust types read them.
    ///
    /// They refer to each other as `#/$defs/Name`. An open enum is any text; the values that
    /// this version has names for are listed before that.
    #[cfg(feature = "schemars")]
    #[must_use]
    pub fn json_schemas() -> ::serde_json::Map<
        ::std::string::String,
        ::serde_json::Value,
    > {
        let mut generator = ::schemars::SchemaGenerator::default();
        generator.subschema_for::<ErrorBody>();
        generator.subschema_for::<FunctionName>();
        generator.subschema_for::<Invocation>();
        generator.subschema_for::<InvocationEvent>();
        generator.subschema_for::<InvocationPage>();
        generator.subschema_for::<ServiceName>();
        generator.subschema_for::<InvocationStatus>();
        generator.subschema_for::<InvocationType>();
        generator.subschema_for::<LogType>();
        generator.subschema_for::<SortOrder>();
        generator.take_definitions(true)
    }
}
/**Client for Function Compute 2.0: asynchronous tasks

What became of the asynchronous tasks of a function. Covers the operation ListStatefulAsyncInvocations of Alibaba Cloud Function Compute 2.0.

Version: 2021-04-06

Made by [`Client::builder`]. Cheap to clone.*/
#[derive(Clone)]
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::middleware::Middleware,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub(crate) fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::middleware::Middleware,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::middleware::Middleware> for Client {
    fn api_version() -> &'static str {
        "2021-04-06"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::middleware::Middleware {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::middleware::Middleware>,
    {}
};
impl Client {
    /**List a function's asynchronous tasks

Gives one page of the asynchronous tasks of a function, newest or oldest first, narrowed by the filters that are set. Follow `nextToken` until it is absent or empty to see all of them. Listing is eventually consistent: a task that was just submitted may be missing for some seconds.

Sends a `GET` request to `/2021-04-06/services/{serviceName}/functions/{functionName}/stateful-async-invocations`

Set the parameters on the builder that this gives, then call its `send`.*/
    pub fn list_stateful_async_invocations(
        &self,
    ) -> builder::ListStatefulAsyncInvocations<'_> {
        builder::ListStatefulAsyncInvocations::new(self)
    }
}
///The request builders, one for each operation.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::list_stateful_async_invocations`]

[`Client::list_stateful_async_invocations`]: super::Client::list_stateful_async_invocations*/
    #[derive(Debug, Clone)]
    pub struct ListStatefulAsyncInvocations<'a> {
        client: &'a super::Client,
        service_name: Result<types::ServiceName, String>,
        function_name: Result<types::FunctionName, String>,
        include_payload: Result<Option<bool>, String>,
        invocation_id_prefix: Result<Option<::std::string::String>, String>,
        limit: Result<Option<i32>, String>,
        next_token: Result<Option<::std::string::String>, String>,
        qualifier: Result<Option<::std::string::String>, String>,
        sort_order_by_time: Result<Option<crate::generated::types::SortOrder>, String>,
        started_time_begin: Result<Option<i64>, String>,
        started_time_end: Result<Option<i64>, String>,
        status: Result<Option<crate::generated::types::InvocationStatus>, String>,
        x_fc_account_id: Result<Option<::std::string::String>, String>,
        x_fc_code_checksum: Result<Option<::std::string::String>, String>,
        x_fc_date: Result<Option<::std::string::String>, String>,
        x_fc_invocation_type: Result<
            Option<crate::generated::types::InvocationType>,
            String,
        >,
        x_fc_log_type: Result<Option<crate::generated::types::LogType>, String>,
        x_fc_trace_id: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ListStatefulAsyncInvocations<'a> {
        ///Not described in the document.
        pub(crate) fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                service_name: Err("service_name: not set".to_string()),
                function_name: Err("function_name: not set".to_string()),
                include_payload: Ok(None),
                invocation_id_prefix: Ok(None),
                limit: Ok(None),
                next_token: Ok(None),
                qualifier: Ok(None),
                sort_order_by_time: Ok(None),
                started_time_begin: Ok(None),
                started_time_end: Ok(None),
                status: Ok(None),
                x_fc_account_id: Ok(None),
                x_fc_code_checksum: Ok(None),
                x_fc_date: Ok(None),
                x_fc_invocation_type: Ok(None),
                x_fc_log_type: Ok(None),
                x_fc_trace_id: Ok(None),
            }
        }
        ///Service that the function belongs to. Required.
        #[must_use]
        pub fn service_name<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::ServiceName, Error: ::std::fmt::Display>,
        {
            self.service_name = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "service_name"))
                .and_then(|value| {
                    crate::argument::segment("service_name", &value.to_string())
                        .map(|()| value)
                });
            self
        }
        ///Function whose tasks are listed. Required.
        #[must_use]
        pub fn function_name<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::FunctionName, Error: ::std::fmt::Display>,
        {
            self.function_name = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "function_name"))
                .and_then(|value| {
                    crate::argument::segment("function_name", &value.to_string())
                        .map(|()| value)
                });
            self
        }
        ///Whether each task carries the input it was submitted with, in `invocationPayload`. What the service takes when it is unset is not documented.
        #[must_use]
        pub fn include_payload<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<bool, Error: ::std::fmt::Display>,
        {
            self.include_payload = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "include_payload"))
                .map(Some);
            self
        }
        ///Only tasks whose id starts with this text.
        #[must_use]
        pub fn invocation_id_prefix<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.invocation_id_prefix = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "invocation_id_prefix"))
                .map(Some);
            self
        }
        ///Page size: the most tasks that one answer may hold, 1 to 100. The service takes `20` where it is not set.
        #[must_use]
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i32, Error: ::std::fmt::Display>,
        {
            self.limit = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "limit"))
                .and_then(|value| crate::argument::in_range(
                    "limit",
                    value,
                    (::std::ops::Bound::Included(1), ::std::ops::Bound::Included(100)),
                ))
                .map(Some);
            self
        }
        ///Where the page starts: the `nextToken` of the page before. Leave it unset for the first page.
        #[must_use]
        pub fn next_token<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.next_token = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "next_token"))
                .map(Some);
            self
        }
        ///Only tasks of this version or alias of the service.
        #[must_use]
        pub fn qualifier<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.qualifier = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "qualifier"))
                .map(Some);
            self
        }
        ///Order of the tasks by start time. The order that the service takes when it is unset is not documented.
        #[must_use]
        pub fn sort_order_by_time<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                crate::generated::types::SortOrder,
                Error: ::std::fmt::Display,
            >,
        {
            self.sort_order_by_time = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "sort_order_by_time"))
                .map(Some);
            self
        }
        ///Only tasks started at this time or later, in milliseconds since the Unix epoch (UTC). Whether the service counts the bound itself in is not documented.
        #[must_use]
        pub fn started_time_begin<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i64, Error: ::std::fmt::Display>,
        {
            self.started_time_begin = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "started_time_begin"))
                .map(Some);
            self
        }
        ///Only tasks started at this time or earlier, in milliseconds since the Unix epoch (UTC). Whether the service counts the bound itself in is not documented.
        #[must_use]
        pub fn started_time_end<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i64, Error: ::std::fmt::Display>,
        {
            self.started_time_end = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "started_time_end"))
                .map(Some);
            self
        }
        ///Only tasks in this state.
        #[must_use]
        pub fn status<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                crate::generated::types::InvocationStatus,
                Error: ::std::fmt::Display,
            >,
        {
            self.status = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "status"))
                .map(Some);
            self
        }
        ///Id of the Alibaba Cloud account.
        #[must_use]
        pub fn x_fc_account_id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_account_id = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_account_id"))
                .and_then(|value| {
                    crate::argument::header("x_fc_account_id", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///CRC-64 of the function's code package. Common to the vendor's operations; listing has no known use for it.
        #[must_use]
        pub fn x_fc_code_checksum<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_code_checksum = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_code_checksum"))
                .and_then(|value| {
                    crate::argument::header("x_fc_code_checksum", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///Time of the call as an RFC 1123 date in GMT. Common to the vendor's operations; it does not replace the date that is signed.
        #[must_use]
        pub fn x_fc_date<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_date = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_date"))
                .and_then(|value| {
                    crate::argument::header("x_fc_date", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///How a function is invoked. Common to the vendor's operations; listing has no known use for it.
        #[must_use]
        pub fn x_fc_invocation_type<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                crate::generated::types::InvocationType,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_invocation_type = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_invocation_type"))
                .and_then(|value| {
                    crate::argument::header("x_fc_invocation_type", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///Which logs an invocation gives back. Common to the vendor's operations; listing has no known use for it.
        #[must_use]
        pub fn x_fc_log_type<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                crate::generated::types::LogType,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_log_type = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_log_type"))
                .and_then(|value| {
                    crate::argument::header("x_fc_log_type", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///Id that follows the request through the vendor's traces.
        #[must_use]
        pub fn x_fc_trace_id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<
                ::std::string::String,
                Error: ::std::fmt::Display,
            >,
        {
            self.x_fc_trace_id = value
                .try_into()
                .map_err(|error| format!("{}: {error}", "x_fc_trace_id"))
                .and_then(|value| {
                    crate::argument::header("x_fc_trace_id", &value.to_string())
                        .map(|()| value)
                })
                .map(Some);
            self
        }
        ///Not described in the document.
        async fn attempt(self) -> Result<::reqwest::Response, Error> {
            let Self {
                client,
                service_name,
                function_name,
                include_payload,
                invocation_id_prefix,
                limit,
                next_token,
                qualifier,
                sort_order_by_time,
                started_time_begin,
                started_time_end,
                status,
                x_fc_account_id,
                x_fc_code_checksum,
                x_fc_date,
                x_fc_invocation_type,
                x_fc_log_type,
                x_fc_trace_id,
            } = self;
            let service_name = service_name.map_err(Error::InvalidRequest)?;
            let function_name = function_name.map_err(Error::InvalidRequest)?;
            let include_payload = include_payload.map_err(Error::InvalidRequest)?;
            let invocation_id_prefix = invocation_id_prefix
                .map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let next_token = next_token.map_err(Error::InvalidRequest)?;
            let qualifier = qualifier.map_err(Error::InvalidRequest)?;
            let sort_order_by_time = sort_order_by_time.map_err(Error::InvalidRequest)?;
            let started_time_begin = started_time_begin.map_err(Error::InvalidRequest)?;
            let started_time_end = started_time_end.map_err(Error::InvalidRequest)?;
            let status = status.map_err(Error::InvalidRequest)?;
            let x_fc_account_id = x_fc_account_id.map_err(Error::InvalidRequest)?;
            let x_fc_code_checksum = x_fc_code_checksum.map_err(Error::InvalidRequest)?;
            let x_fc_date = x_fc_date.map_err(Error::InvalidRequest)?;
            let x_fc_invocation_type = x_fc_invocation_type
                .map_err(Error::InvalidRequest)?;
            let x_fc_log_type = x_fc_log_type.map_err(Error::InvalidRequest)?;
            let x_fc_trace_id = x_fc_trace_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/2021-04-06/services/{}/functions/{}/stateful-async-invocations",
                client.baseurl, encode_path(& service_name.to_string()), encode_path(&
                function_name.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(7usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = x_fc_account_id {
                header_map.append("X-Fc-Account-Id", value.to_string().try_into()?);
            }
            if let Some(value) = x_fc_code_checksum {
                header_map.append("X-Fc-Code-Checksum", value.to_string().try_into()?);
            }
            if let Some(value) = x_fc_date {
                header_map.append("X-Fc-Date", value.to_string().try_into()?);
            }
            if let Some(value) = x_fc_invocation_type {
                header_map.append("X-Fc-Invocation-Type", value.to_string().try_into()?);
            }
            if let Some(value) = x_fc_log_type {
                header_map.append("X-Fc-Log-Type", value.to_string().try_into()?);
            }
            if let Some(value) = x_fc_trace_id {
                header_map.append("X-Fc-Trace-Id", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "includePayload",
                        &include_payload,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "invocationIdPrefix",
                        &invocation_id_prefix,
                    ),
                )
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .query(&progenitor_client::QueryParam::new("nextToken", &next_token))
                .query(&progenitor_client::QueryParam::new("qualifier", &qualifier))
                .query(
                    &progenitor_client::QueryParam::new(
                        "sortOrderByTime",
                        &sort_order_by_time,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "startedTimeBegin",
                        &started_time_begin,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "startedTimeEnd",
                        &started_time_end,
                    ),
                )
                .query(&progenitor_client::QueryParam::new("status", &status))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "ListStatefulAsyncInvocations",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            Ok(result?)
        }
        /// Sends the request and reads its answer; again where that failed and may yet succeed, as
        /// the client's [`RetryPolicy`](crate::RetryPolicy) says.
        ///
        /// # Errors
        ///
        /// A parameter that is missing or not allowed, before anything is sent; a request that
        /// could not be sent or got no answer; an answer that is an error or cannot be read.
        /// [`crate::Error::kind`] tells them apart.
        pub async fn send(
            self,
        ) -> Result<crate::Response<types::InvocationPage>, crate::Error> {
            crate::call::call(
                    self.client,
                    (
                        "ListStatefulAsyncInvocations",
                        "fc:ListStatefulAsyncInvocations on acs:fc:<region>:<account-id>:services/<service>/functions/<function>/stateful-async-invocations/*",
                    ),
                    || self.clone().attempt(),
                    crate::response::object,
                )
                .await
        }
    }
    ///What [`ListStatefulAsyncInvocations`] lists, for the types of streams and cursors. There is no value of it.
    #[derive(Debug)]
    pub enum ListStatefulAsyncInvocationsListing {}
    impl ListStatefulAsyncInvocations<'_> {
        /// The pages of the whole listing, as a stream. Nothing is sent before it is asked for one.
        pub fn pages(self) -> crate::Pages<ListStatefulAsyncInvocationsListing> {
            let query = self
                .query()
                .map_err(|error| {
                    error
                        .in_operation(
                            "ListStatefulAsyncInvocations",
                            "fc:ListStatefulAsyncInvocations on acs:fc:<region>:<account-id>:services/<service>/functions/<function>/stateful-async-invocations/*",
                        )
                });
            crate::Pages::new(self.client.clone(), query)
        }
        /// The whole listing, as a stream. Nothing is sent before it is asked for an item.
        pub fn items(self) -> crate::Items<ListStatefulAsyncInvocationsListing> {
            self.pages().items()
        }
        /// The parameters that are set.
        fn query(&self) -> Result<crate::pagination::Query, crate::Error> {
            let mut query = crate::pagination::Query::default();
            query.set("serviceName", &self.service_name)?;
            query.set("functionName", &self.function_name)?;
            query.set("includePayload", &self.include_payload)?;
            query.set("invocationIdPrefix", &self.invocation_id_prefix)?;
            query.set("limit", &self.limit)?;
            query.set("nextToken", &self.next_token)?;
            query.set("qualifier", &self.qualifier)?;
            query.set("sortOrderByTime", &self.sort_order_by_time)?;
            query.set("startedTimeBegin", &self.started_time_begin)?;
            query.set("startedTimeEnd", &self.started_time_end)?;
            query.set("status", &self.status)?;
            query.set("X-Fc-Account-Id", &self.x_fc_account_id)?;
            query.set("X-Fc-Code-Checksum", &self.x_fc_code_checksum)?;
            query.set("X-Fc-Date", &self.x_fc_date)?;
            query.set("X-Fc-Invocation-Type", &self.x_fc_invocation_type)?;
            query.set("X-Fc-Log-Type", &self.x_fc_log_type)?;
            query.set("X-Fc-Trace-Id", &self.x_fc_trace_id)?;
            Ok(query)
        }
    }
    impl crate::pagination::sealed::Sealed for ListStatefulAsyncInvocationsListing {}
    impl crate::pagination::List for ListStatefulAsyncInvocationsListing {
        type Page = super::types::InvocationPage;
        type Item = super::types::Invocation;
        const OPERATION: &'static str = "ListStatefulAsyncInvocations";
        const TOKEN: &'static str = "nextToken";
        const SIZE: (&'static str, i64) = ("limit", 100i64);
        async fn page(
            client: &super::Client,
            query: &crate::pagination::Query,
            token: Option<&str>,
        ) -> Result<crate::Response<Self::Page>, crate::Error> {
            let mut request = ListStatefulAsyncInvocations::new(client);
            if let Some(value) = query.get::<types::ServiceName>("serviceName")? {
                request = request.service_name(value);
            }
            if let Some(value) = query.get::<types::FunctionName>("functionName")? {
                request = request.function_name(value);
            }
            if let Some(value) = query.get::<bool>("includePayload")? {
                request = request.include_payload(value);
            }
            if let Some(value) = query
                .get::<::std::string::String>("invocationIdPrefix")?
            {
                request = request.invocation_id_prefix(value);
            }
            if let Some(value) = query.get::<i32>("limit")? {
                request = request.limit(value);
            }
            if let Some(value) = query.get::<::std::string::String>("nextToken")? {
                request = request.next_token(value);
            }
            if let Some(value) = query.get::<::std::string::String>("qualifier")? {
                request = request.qualifier(value);
            }
            if let Some(value) = query
                .get::<crate::generated::types::SortOrder>("sortOrderByTime")?
            {
                request = request.sort_order_by_time(value);
            }
            if let Some(value) = query.get::<i64>("startedTimeBegin")? {
                request = request.started_time_begin(value);
            }
            if let Some(value) = query.get::<i64>("startedTimeEnd")? {
                request = request.started_time_end(value);
            }
            if let Some(value) = query
                .get::<crate::generated::types::InvocationStatus>("status")?
            {
                request = request.status(value);
            }
            if let Some(value) = query.get::<::std::string::String>("X-Fc-Account-Id")? {
                request = request.x_fc_account_id(value);
            }
            if let Some(value) = query
                .get::<::std::string::String>("X-Fc-Code-Checksum")?
            {
                request = request.x_fc_code_checksum(value);
            }
            if let Some(value) = query.get::<::std::string::String>("X-Fc-Date")? {
                request = request.x_fc_date(value);
            }
            if let Some(value) = query
                .get::<crate::generated::types::InvocationType>("X-Fc-Invocation-Type")?
            {
                request = request.x_fc_invocation_type(value);
            }
            if let Some(value) = query
                .get::<crate::generated::types::LogType>("X-Fc-Log-Type")?
            {
                request = request.x_fc_log_type(value);
            }
            if let Some(value) = query.get::<::std::string::String>("X-Fc-Trace-Id")? {
                request = request.x_fc_trace_id(value);
            }
            if let Some(token) = token {
                request = request.next_token(token);
            }
            request.send().await
        }
        fn next(page: &Self::Page) -> Option<&str> {
            page.next_token.as_deref()
        }
        fn items(page: Self::Page) -> Vec<Self::Item> {
            page.invocations
        }
    }
    impl ListStatefulAsyncInvocations<'_> {
        /// The whole listing by several requests at once, as a stream. Nothing is sent before it is
        /// asked for an item. See [`Scan`](crate::Scan).
        pub fn scan(
            self,
            concurrency: usize,
        ) -> crate::Scan<ListStatefulAsyncInvocationsListing> {
            crate::Scan::new(self.pages(), concurrency)
        }
    }
    impl crate::pagination::Timeline for ListStatefulAsyncInvocationsListing {
        const BEGIN: &'static str = "startedTimeBegin";
        const END: &'static str = "startedTimeEnd";
        const ORDER: &'static str = "sortOrderByTime";
        const ASCENDING: &'static str = "asc";
        const DESCENDING: &'static str = "desc";
        fn time(item: &Self::Item) -> Option<i64> {
            item.started_time
        }
        fn id(item: &Self::Item) -> Option<&str> {
            item.invocation_id.as_deref()
        }
    }
}
