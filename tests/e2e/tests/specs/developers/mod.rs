mod api_tokens;
mod bulk;
mod create;
mod token_details;
mod token_edit;
mod token_lifecycle;
mod token_rotate;
mod token_support;
