//! STUB while the real room is being built.
use std::sync::{Arc, OnceLock};
use std::str::FromStr;
use std::fmt;
use std::io::Read;
use serde::{Serialize, Deserialize};
use sha2::{Digest, Sha256};
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape { pub width: usize, pub height: usize, pub channels: usize }
impl fmt::Display for Shape { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}x{}x{}", self.width, self.height, self.channels) } }
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all="lowercase")]
pub enum Inputs { Real, Rendered, Simulated }
impl fmt::Display for Inputs { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", match self { Self::Real=>"real", Self::Rendered=>"rendered", Self::Simulated=>"simulated"}) } }
#[derive(Debug)]
pub struct Dataset { shape: Shape, classes: Vec<String>, pixels: Vec<u8>, labels: Vec<u8> }
impl Dataset {
  pub fn shape(&self)->Shape{self.shape} pub fn classes(&self)->&[String]{&self.classes} pub fn inputs(&self)->Inputs{Inputs::Real}
}
#[derive(Debug, Clone)]
pub struct Split { dataset: Arc<Dataset>, indices: Arc<[u32]> }
impl PartialEq for Split { fn eq(&self, o:&Self)->bool{ Arc::ptr_eq(&self.dataset,&o.dataset) && self.indices==o.indices } }
impl Split {
  pub fn dataset(&self)->&Arc<Dataset>{&self.dataset}
  pub fn len(&self)->usize{self.indices.len()}
  pub fn is_empty(&self)->bool{self.indices.is_empty()}
  pub fn picture(&self, k: usize)->&[u8]{ let n=784; let i=self.indices[k] as usize; &self.dataset.pixels[i*n..(i+1)*n] }
  pub fn label(&self,k:usize)->u8{ self.dataset.labels[self.indices[k] as usize] }
  pub fn iter(&self)->impl Iterator<Item=(&[u8],u8)>{ (0..self.len()).map(|k|(self.picture(k),self.label(k))) }
  fn of(&self, i: Vec<u32>)->Self{Self{dataset:self.dataset.clone(),indices:i.into()}}
  fn shuffled(&self, seed:u64)->Vec<u32>{ use rand::seq::SliceRandom; use rand_chacha::rand_core::SeedableRng; let mut v=self.indices.to_vec(); v.shuffle(&mut rand_chacha::ChaCha8Rng::seed_from_u64(seed)); v }
  pub fn take(&self,n:usize,seed:u64)->Result<Self,DataError>{ Ok(self.of(self.shuffled(seed)[..n].to_vec())) }
  pub fn hold_out(&self,n:usize,seed:u64)->Result<(Self,Self),DataError>{ let v=self.shuffled(seed); Ok((self.of(v[n..].to_vec()),self.of(v[..n].to_vec()))) }
  pub fn pick(&self, places: impl IntoIterator<Item=usize>)->Self{ let v=places.into_iter().map(|p|self.indices[p]).collect(); self.of(v) }
  pub fn digest(&self)->String{ let mut h=Sha256::new(); for i in self.indices.iter(){h.update(i.to_le_bytes())} h.finalize().iter().map(|b|format!("{b:02x}")).collect() }
}
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DataError(String);
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from="String", into="String")]
pub struct Selector(String);
impl FromStr for Selector { type Err=DataError; fn from_str(s:&str)->Result<Self,DataError>{Ok(Self(s.into()))} }
impl TryFrom<String> for Selector { type Error=DataError; fn try_from(s:String)->Result<Self,DataError>{Ok(Self(s))} }
impl From<Selector> for String { fn from(s:Selector)->String{s.0} }
impl fmt::Display for Selector { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) } }
pub struct Library { train: OnceLock<Arc<Dataset>>, test: OnceLock<Arc<Dataset>> }
impl Library {
  pub fn builtin()->&'static Self{ static L: OnceLock<Library>=OnceLock::new(); L.get_or_init(||Library{train:OnceLock::new(),test:OnceLock::new()}) }
  pub fn select(&self,s:&Selector)->Result<Split,DataError>{
    let (c,stem)= if s.0.ends_with("/train"){(&self.train,"train")}else{(&self.test,"t10k")};
    let d=c.get_or_init(||{ let rd=|n:String|{let mut v=Vec::new(); flate2::read::GzDecoder::new(std::fs::File::open(n).unwrap()).read_to_end(&mut v).unwrap(); v};
      let p=rd(format!("/work/shared/data/mnist/{stem}-images-idx3-ubyte.gz")); let l=rd(format!("/work/shared/data/mnist/{stem}-labels-idx1-ubyte.gz"));
      Arc::new(Dataset{shape:Shape{width:28,height:28,channels:1},classes:(0..10).map(|d|d.to_string()).collect(),pixels:p[16..].to_vec(),labels:l[8..].to_vec()}) });
    let n=d.labels.len() as u32; Ok(Split{dataset:d.clone(),indices:(0..n).collect()})
  }
  pub fn declared_digest(&self,s:&Selector)->Result<String,DataError>{Ok(s.0.clone())}
}
