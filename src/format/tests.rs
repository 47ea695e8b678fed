mod http_date;
mod json;
mod multipart;
mod select;
mod url;
