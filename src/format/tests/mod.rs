mod http_date;
mod json;
mod multipart;
mod url;
