mod api_tokens;
