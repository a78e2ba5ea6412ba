mod list;
mod new;
