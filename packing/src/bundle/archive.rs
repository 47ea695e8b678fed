//! A zip archive that is the same every time: files in their order, no time, no owner.

use crate::artifact::Artifact;
use anyhow::Result;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// Packs the files in their order.
pub fn zip(files: &[Artifact]) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let mode = if file.executable { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        archive.start_file_from_path(&file.path, options)?;
        archive.write_all(&file.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use zip::ZipArchive;

    #[test]
    fn the_same_files_make_the_same_archive_which_holds_them() {
        let files = [
            Artifact::new("manifest.json", "{}"),
            Artifact::new("server/main.js", "run();".repeat(1000)).executable(),
        ];
        let bytes = zip(&files).unwrap();
        assert_eq!(bytes, zip(&files).unwrap());
        assert!(
            bytes.len() < 600,
            "{} bytes are not compressed",
            bytes.len()
        );

        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), files.len());
        for (place, (file, mode)) in files.iter().zip([0o644, 0o755]).enumerate() {
            let mut entry = archive.by_index(place).unwrap();
            assert_eq!(entry.name(), file.path.to_str().unwrap());
            assert_eq!(entry.last_modified().unwrap(), DateTime::default());
            assert_eq!(entry.unix_mode().unwrap() & 0o777, mode);
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            assert_eq!(content, file.bytes);
        }
    }
}
